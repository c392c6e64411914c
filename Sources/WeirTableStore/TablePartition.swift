import WeirCore
import WeirEpochLog
import WeirSQLite
import WeirStorage

/// One partition of a table: one SQLite file with the rows, what is needed to read earlier epochs,
/// and what was refused.
final class TablePartition: StorePartition, @unchecked Sendable {
  /// What the partition files of tables say they hold.
  static var kind: String { "table" }

  private let file: SQLitePartitionFile
  private let wanted: TableSchema
  private let directory: String
  private let fileSystem: any FileSystem
  private var statements: TableStatements?
  private let image = ByteBuffer()

  init(_ context: SinkContext, partition: Int, partitionCount: Int, schema: TableSchema) {
    directory = context.directory
    fileSystem = context.environment.fileSystem
    wanted = schema
    file = SQLitePartitionFile(
      path: FilePaths.join(directory, PartitionIdentity.fileName(of: partition)),
      identity: PartitionIdentity(
        jobID: context.jobID, sink: context.operatorID.name, kind: Self.kind,
        partition: partition, partitionCount: partitionCount), attempt: context.attempt)
  }

  func open() throws {
    let table = try SQLiteIdentifier.quoted(
      SQLiteIdentifier.tableName(from: file.identity.sink))
    var schema = wanted
    try file.open { connection, text in
      if let text {
        let stored = try TableSchema(stored: text, file: file.path)
        schema = try wanted.evolved(from: stored, file: file.path)
        try schema.addColumns(to: stored, of: table, in: connection)
        try schema.alignIndexes(from: stored.indexes, of: table, in: connection)
      } else {
        try schema.create(table, in: connection)
        try schema.alignIndexes(from: [], of: table, in: connection)
      }
      return try schema.stored()
    }
    guard statements == nil else { return }
    statements = try TableStatements(
      try file.connection(), table: table, schema: schema,
      mappings: RowMappings(table: schema, directory: directory, fileSystem: fileSystem))
  }

  func checkPresence(of head: CheckpointID) throws { try file.checkPresence(of: head) }

  func storedEpoch() throws -> CheckpointID? { try file.storedEpoch() }
  func begin(_ epoch: CheckpointID) throws { try file.begin(epoch) }
  func commit() throws { try file.commit() }
  func rollback() { file.rollback() }
  func release(upTo oldest: CheckpointID) throws { try file.release(upTo: oldest) }

  func close() {
    statements = nil
    file.close()
  }

  func apply(_ changes: UnsafeBufferPointer<LoggedChange>) throws {
    guard let statements else { throw notOpen }
    try file.page {
      for index in changes.indices {
        do {
          try apply(changes[index], statements)
        } catch let refusal as ChangeRefused {
          throw ChangeRefused(index: index, reason: refusal.reason)
        }
      }
    }
  }

  /// Where the key stands in the table's index by key, by its first column.
  func place(of key: UnsafeRawBufferPointer) -> UInt64 { ColumnCursor.place(of: key) }

  func reject(_ change: LoggedChange, reason: String) throws {
    try file.reject(change, reason: reason)
  }

  private func apply(_ change: LoggedChange, _ statements: TableStatements) throws {
    if change.kind == .redrive {
      let redriven = try RedrivenChange(change)
      guard try file.canTake(redriven) else { return }
      try file.supersedeRejected(by: redriven)
      try store(redriven.put, statements)
      return try file.noteTaken(redriven)
    }
    try file.supersedeRejected(by: change)
    try store(change, statements)
  }

  private func store(_ change: LoggedChange, _ statements: TableStatements) throws {
    let found = try statements.find(change.key, reading: image, if: file.needsImage)
    if let found, found.isRead {
      try image.withUnsafeBytes { try file.keep(found.row, image: $0) }
    }
    switch (change.kind, found?.row) {
    case (.put, let row?): try statements.update(row, payload: change.payload)
    case (.put, nil):
      try statements.insert(try file.makeRow(), key: change.key, payload: change.payload)
    case (.remove, let row?): try statements.delete(row)
    case (.remove, nil), (.redrive, _): break
    }
  }

  private var notOpen: WeirError {
    WeirError(
      .inputOutput, "the partition is not open", at: .init(file: file.path), isRetriable: true)
  }
}
