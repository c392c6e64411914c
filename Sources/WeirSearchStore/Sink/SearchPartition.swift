import WeirCore
import WeirEpochLog
import WeirSQLite

/// One shard of an index as the applier drives it.
final class SearchPartition: StorePartition, @unchecked Sendable {
  private let file: SQLitePartitionFile
  private let schema: SearchSchema
  /// Open between ``open()`` and ``close()``.
  private var opened: DocumentTables?
  /// Whether the file has refused a document that looked right, so that half a page may have to be
  /// undone.
  private var hasOwnRules = false

  init(path: String, identity: PartitionIdentity, attempt: Attempt, schema: SearchSchema) {
    file = SQLitePartitionFile(path: path, identity: identity, attempt: attempt)
    self.schema = schema
  }

  func open() throws {
    guard opened == nil else { return }
    var shardSchema = schema
    try file.open { connection, stored in
      if let stored {
        let old = try SearchSchema(stored: stored)
        shardSchema = try schema.adapted(to: old)
        try DocumentTables.adapt(from: old, to: shardSchema, connection)
      } else {
        try DocumentTables.create(schema, in: .main, connection)
      }
      return try shardSchema.stored
    }
    opened = try DocumentTables(shardSchema, in: .main, try file.connection())
  }

  func checkPresence(of head: CheckpointID) throws { try file.checkPresence(of: head) }

  func storedEpoch() throws -> CheckpointID? { try file.storedEpoch() }

  func begin(_ epoch: CheckpointID) throws { try file.begin(epoch) }

  func apply(_ changes: UnsafeBufferPointer<LoggedChange>) throws {
    let tables = try tables()
    if let change = changes.first, change.kind == .redrive {
      let redriven = try RedrivenChange(change)
      guard try file.canTake(redriven) else { return }
      try withUnsafePointer(to: redriven.put) {
        try store(UnsafeBufferPointer(start: $0, count: 1), in: tables)
      }
      try file.supersedeRejected(by: redriven)
      return try file.noteTaken(redriven)
    }
    try store(changes, in: tables)
    for change in changes { try file.supersedeRejected(by: change) }
  }

  private func store(
    _ changes: UnsafeBufferPointer<LoggedChange>, in tables: DocumentTables
  ) throws {
    try tables.check(changes)
    if hasOwnRules {
      try file.page { try apply(changes, to: tables) }
    } else {
      do {
        try apply(changes, to: tables)
      } catch let refusal as ChangeRefused {
        hasOwnRules = true
        throw ownRules(refusal)
      }
    }
  }

  private func apply(
    _ changes: UnsafeBufferPointer<LoggedChange>, to tables: DocumentTables
  ) throws {
    try tables.apply(changes, makeRow: file.makeRow) { row in
      guard file.needsImage(of: row) else { return }
      try tables.withImage(of: row) { try file.keep(row, image: $0) }
    }
  }

  func reject(_ change: LoggedChange, reason: String) throws {
    try file.reject(change, reason: reason)
  }

  func commit() throws { try file.commit() }

  func rollback() { file.rollback() }

  func release(upTo oldest: CheckpointID) throws { try file.release(upTo: oldest) }

  func close() {
    opened = nil
    file.close()
  }

  /// The epoch is applied anew then, page by page as one that may be undone: that is too slow to be
  /// done where nobody has added a constraint.
  private func ownRules(_ refusal: ChangeRefused) -> WeirError {
    WeirError(
      .inputOutput,
      "the file has a constraint of its own, which refuses a document: \(refusal.reason)",
      at: .init(file: file.path), isRetriable: true)
  }

  private func tables() throws -> DocumentTables {
    guard let opened else {
      throw WeirError(
        .inputOutput, "the shard is not open", at: .init(file: file.path), isRetriable: true)
    }
    return opened
  }
}
