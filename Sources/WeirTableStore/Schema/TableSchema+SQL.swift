import WeirCore
import WeirSQLite

extension TableSchema {
  /// Makes the table and its indexes.
  /// - Parameter table: As it stands in SQL.
  func create(_ table: String, in connection: SQLiteConnection, temporary: Bool = false) throws {
    var parts = ["weir_row INTEGER PRIMARY KEY"]
    parts += try columns.map { try Self.declaration(of: $0) }
    let keys = try key.map { try SQLiteIdentifier.quoted($0.name) }.joined(separator: ", ")
    parts.append("UNIQUE(\(keys))")
    try connection.execute(
      "CREATE \(temporary ? "TEMP " : "")TABLE \(table)(\(parts.joined(separator: ", "))) STRICT")
  }

  private static func declaration(of column: TableColumn) throws -> String {
    let name = try SQLiteIdentifier.quoted(column.name)
    return "\(name) \(column.storage.rawValue)\(column.isOptional ? "" : " NOT NULL")"
  }

  /// Makes the indexes that are new and removes those that are gone.
  func alignIndexes(
    from stored: [[String]], of table: String, in connection: SQLiteConnection
  ) throws {
    for index in stored where !indexes.contains(index) {
      try connection.execute("DROP INDEX IF EXISTS \(try Self.indexName(index))")
    }
    for index in indexes where !stored.contains(index) {
      let names = try index.map { try SQLiteIdentifier.quoted($0) }.joined(separator: ", ")
      try connection.execute("CREATE INDEX \(try Self.indexName(index)) ON \(table)(\(names))")
    }
  }

  private static func indexName(_ columns: [String]) throws -> String {
    let text = columns.map { "\($0.utf8.count):\($0)" }.joined()
    return try SQLiteIdentifier.quoted("weir_index_" + String(StableHash.hash(text), radix: 16))
  }

  /// The schema of a table that exists and gets this one's new columns behind its own.
  /// - Throws: `incompatibleState` naming the column and both types for every other difference.
  func evolved(from stored: TableSchema, file: String) throws -> TableSchema {
    func refuse(_ message: String) -> WeirError {
      WeirError(.incompatibleState, message, at: .init(file: file))
    }
    func list(_ names: some Sequence<String>) -> String { names.joined(separator: ", ") }
    guard stored.key.map(\.name) == key.map(\.name) else {
      throw refuse(
        "the table's key is \(list(stored.key.map(\.name))) and the job's is "
          + "\(list(key.map(\.name))); keep the key, or give the sink a new name")
    }
    guard stored.partitionKey == partitionKey else {
      throw refuse(
        "the table is partitioned by \(list(stored.partitionColumns)) and the job asks for "
          + "\(list(partitionColumns)); keep it, or give the sink a new name")
    }
    for old in stored.columns {
      guard let place = index(of: old.name) else {
        throw refuse(
          "the table has a column \"\(old.name)\" of type \(old.type), which the record lacks; "
            + "give the record that field again, or the sink a new name")
      }
      guard columns[place].type == old.type else {
        throw refuse(
          "column \"\(old.name)\" is \(old.type) in the table and \(columns[place].type) in the "
            + "record; give the field its old type or a new name")
      }
    }
    let added = columns.filter { stored.index(of: $0.name) == nil }
    if let column = added.first(where: { !$0.isOptional }) {
      throw refuse(
        "column \"\(column.name)\" of type \(column.type) is new and rows that are there have no "
          + "value for it; make the field optional")
    }
    return TableSchema(
      columns: stored.columns + added, keyCount: keyCount, partitionKey: partitionKey,
      indexes: indexes)
  }

  /// Adds the columns that `stored` lacks; they are the last.
  func addColumns(
    to stored: TableSchema, of table: String, in connection: SQLiteConnection
  ) throws {
    for column in columns.dropFirst(stored.columns.count) {
      try connection.execute("ALTER TABLE \(table) ADD COLUMN \(try Self.declaration(of: column))")
    }
  }
}
