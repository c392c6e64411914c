import WeirCore
import WeirEpochLog
import WeirSQLite

/// The statements that change one table, for a partition and for a reader's overlay alike.
final class TableStatements {
  private let schema: TableSchema
  private let mappings: RowMappings
  private let findRow: SQLiteStatement
  private let findWhole: SQLiteStatement
  private let insertRow: SQLiteStatement
  /// Nil for a table whose columns are all key.
  private let updateRow: SQLiteStatement?
  private let deleteRow: SQLiteStatement

  /// - Parameter table: As it stands in SQL.
  init(
    _ connection: SQLiteConnection, table: String, schema: TableSchema, mappings: RowMappings
  ) throws {
    self.schema = schema
    self.mappings = mappings
    let names = try schema.columns.map { try SQLiteIdentifier.quoted($0.name) }
    let keys = names.prefix(schema.keyCount)
    let others = names.dropFirst(schema.keyCount)
    let places = Array(repeating: "?", count: names.count + 1).joined(separator: ", ")
    let isKey = keys.map { "\($0) = ?" }.joined(separator: " AND ")
    findRow = try connection.prepare("SELECT weir_row FROM \(table) WHERE \(isKey)")
    findWhole = try connection.prepare(
      "SELECT \((names + ["weir_row"]).joined(separator: ", ")) FROM \(table) WHERE \(isKey)")
    insertRow = try connection.prepare(
      "INSERT INTO \(table)(\((names + ["weir_row"]).joined(separator: ", "))) VALUES(\(places))")
    updateRow =
      others.isEmpty
      ? nil
      : try connection.prepare(
        "UPDATE \(table) SET " + others.map { "\($0) = ?" }.joined(separator: ", ")
          + " WHERE weir_row = ?")
    deleteRow = try connection.prepare("DELETE FROM \(table) WHERE weir_row = ?")
  }

  /// The row with this encoded key.
  func find(_ key: UnsafeRawBufferPointer) throws -> Int64? {
    try bindKey(key, to: findRow)
    guard try findRow.step() else { return nil }
    defer { findRow.reset() }
    return findRow.integer(0)
  }

  /// The row with this encoded key; all its columns are put into `buffer` when `isWanted`.
  func find(
    _ key: UnsafeRawBufferPointer, reading buffer: ByteBuffer, if isWanted: (Int64) -> Bool
  ) throws -> (row: Int64, isRead: Bool)? {
    try bindKey(key, to: findWhole)
    guard try findWhole.step() else { return nil }
    defer { findWhole.reset() }
    let row = findWhole.integer(schema.columns.count)
    guard isWanted(row) else { return (row, false) }
    buffer.removeAll()
    for column in schema.columns.indices { findWhole.appendValue(column, to: buffer) }
    return (row, true)
  }

  /// - Throws: ``ChangeRefused`` when a value cannot be stored.
  func insert(_ row: Int64, key: UnsafeRawBufferPointer, payload: UnsafeRawBufferPointer) throws {
    try bindKey(key, to: insertRow)
    try bindPayload(payload, to: insertRow, from: 1)
    try insertRow.bind(row, at: schema.columns.count + 1)
    try insertRow.run()
  }

  /// - Throws: ``ChangeRefused`` when a value cannot be stored.
  func update(_ row: Int64, payload: UnsafeRawBufferPointer) throws {
    guard let updateRow else { return }
    try bindPayload(payload, to: updateRow, from: 1 - schema.keyCount)
    try updateRow.bind(row, at: schema.columns.count - schema.keyCount + 1)
    try updateRow.run()
  }

  func delete(_ row: Int64) throws {
    try deleteRow.bind(row, at: 1)
    try deleteRow.run()
  }

  /// Inserts a row from all its columns, the last of which may be missing.
  func insert(_ row: Int64, image: UnsafeRawBufferPointer) throws {
    var cursor = ColumnCursor(image)
    for (index, column) in schema.columns.enumerated() {
      let token: ColumnToken = cursor.isAtEnd ? .null : try cursor.next()
      try insertRow.bind(token, at: index + 1, column: column)
    }
    try insertRow.bind(row, at: schema.columns.count + 1)
    try insertRow.run()
  }

  private func bindKey(_ key: UnsafeRawBufferPointer, to statement: SQLiteStatement) throws {
    var cursor = ColumnCursor(key)
    for place in 0..<schema.keyCount {
      try statement.bind(try cursor.next(), at: place + 1, column: schema.columns[place])
    }
    guard cursor.isAtEnd else { throw ColumnCursor.damaged }
  }

  /// - Parameter first: The parameter of the table's first column.
  private func bindPayload(
    _ payload: UnsafeRawBufferPointer, to statement: SQLiteStatement, from first: Int
  ) throws {
    var cursor = ColumnCursor(payload)
    let mapping = try mappings.mapping(of: try cursor.load(UInt32.self))
    for place in mapping.targets {
      try statement.bind(try cursor.next(), at: first + place, column: schema.columns[place])
    }
    guard cursor.isAtEnd else { throw ColumnCursor.damaged }
    for place in mapping.absent { try statement.bindNull(first + place) }
  }
}
