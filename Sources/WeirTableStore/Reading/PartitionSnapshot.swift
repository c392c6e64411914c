import WeirCore
import WeirEpochLog
import WeirSQLite
import WeirStorage

/// A read snapshot of one partition, and the view `weir_cut` in which it is at a cut's epoch.
final class PartitionSnapshot {
  let schema: TableSchema
  private let connection: SQLiteConnection
  /// Nil when the partition's file does not exist: nothing was ever applied.
  private let reader: SQLitePartitionReader?
  private let partition: Int
  /// As it stands in SQL.
  private let table: String
  private var isPositioned = false

  init(_ reader: SQLitePartitionReader, partition: Int) throws {
    self.reader = reader
    self.partition = partition
    connection = reader.connection
    schema = try TableSchema(stored: reader.header.schema, file: connection.path)
    let name = SQLiteIdentifier.tableName(from: reader.header.identity.sink)
    table = "main." + (try SQLiteIdentifier.quoted(name))
  }

  /// A partition without a file.
  init(empty schema: TableSchema, partition: Int) throws {
    reader = nil
    self.partition = partition
    self.schema = schema
    connection = try SQLiteConnection("", .memory)
    table = "main.weir_empty"
    try schema.create(table, in: connection)
  }

  /// Brings the partition to the cut.
  /// - Parameter columns: Those of the view; it gives null for those that this partition lacks.
  func position(
    at cut: StoreCut, columns: [TableColumn], log: EpochLogReader, mappings: RowMappings
  ) throws {
    guard !isPositioned else {
      throw WeirError(.usage, "a snapshot can be positioned once; open another")
    }
    isPositioned = true
    let stored = reader?.header.epoch
    if let reader, let stored, stored > cut.epoch {
      try windBack(reader, to: cut.epoch, columns, mappings)
    } else {
      try replay(from: stored, to: cut, columns, log, mappings)
    }
    try connection.execute("PRAGMA query_only = ON")
  }

  func prepare(_ sql: String) throws -> SQLiteStatement { try connection.prepare(sql) }

  private func windBack(
    _ reader: SQLitePartitionReader, to epoch: CheckpointID, _ columns: [TableColumn],
    _ mappings: RowMappings
  ) throws {
    try schema.create(OverlayTarget.table, in: connection)
    let overlay = try TableStatements(
      connection, table: OverlayTarget.table, schema: schema, mappings: mappings)
    let limit = try reader.windBack(to: epoch) { row, image in
      try overlay.insert(row, image: image)
    }
    try createView(
      columns,
      where: "WHERE weir_row < \(limit) AND weir_row NOT IN (SELECT row FROM temp.weir_touched)",
      withOverlay: true)
  }

  private func replay(
    from stored: CheckpointID?, to cut: StoreCut, _ columns: [TableColumn], _ log: EpochLogReader,
    _ mappings: RowMappings
  ) throws {
    let commits = try missing(from: stored, to: cut)
    guard !commits.isEmpty else { return try createView(columns, where: "", withOverlay: false) }
    try connection.execute("CREATE TEMP TABLE weir_touched(row INTEGER PRIMARY KEY)")
    try schema.create(OverlayTarget.table, in: connection)
    let target = try OverlayTarget(
      connection,
      main: TableStatements(connection, table: table, schema: schema, mappings: mappings),
      overlay: TableStatements(
        connection, table: OverlayTarget.table, schema: schema, mappings: mappings))
    try log.replay(partition: partition, in: commits, into: target)
    try createView(
      columns, where: "WHERE weir_row NOT IN (SELECT row FROM temp.weir_touched)",
      withOverlay: true)
  }

  /// The epochs between the snapshot and the cut.
  /// - Throws: ``SnapshotExpired`` when one of them is not known any more.
  private func missing(from stored: CheckpointID?, to cut: StoreCut) throws -> [EpochCommit] {
    let commits = cut.commits.filter { commit in
      commit.epoch <= cut.epoch && commit.epoch > stored ?? CheckpointID(0)
        && commit.segments.contains { $0.partition == partition }
    }.sorted { $0.epoch < $1.epoch }
    var last = stored
    for commit in commits {
      guard commit.previous[partition] == last else { throw SnapshotExpired() }
      last = commit.epoch
    }
    if let heads = cut.heads, heads[partition] != last { throw SnapshotExpired() }
    return commits
  }

  private func createView(
    _ columns: [TableColumn], where condition: String, withOverlay: Bool
  ) throws {
    let list = try columns.map { column in
      let name = try SQLiteIdentifier.quoted(column.name)
      return schema.index(of: column.name) == nil ? "NULL AS \(name)" : name
    }.joined(separator: ", ")
    var sql = "CREATE TEMP VIEW weir_cut AS SELECT \(list) FROM \(table) \(condition)"
    if withOverlay { sql += " UNION ALL SELECT \(list) FROM \(OverlayTarget.table)" }
    try connection.execute(sql)
  }
}
