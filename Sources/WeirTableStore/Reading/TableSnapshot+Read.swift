import WeirCore
import WeirSQLite

extension TableSnapshot {
  /// The row of a key; nil when there is none.
  /// - Parameter key: One value for each column of the key; see ``TableSchema/key(fromTexts:)``.
  /// - Throws: `usage` when the values are not those of a key.
  public func get(_ key: [ColumnValue]) throws -> TableRow? {
    guard let schema = try readableSchema() else { return nil }
    guard key.count == schema.keyCount, zip(key, schema.key).allSatisfy({ $0.fits($1) }) else {
      throw WeirError(
        .usage,
        "the key is " + schema.key.map { "\($0.name): \($0.type)" }.joined(separator: ", "))
    }
    let partition = partitions[schema.partition(of: key, partitionCount: partitions.count)]
    let condition = try schema.key.map { try SQLiteIdentifier.quoted($0.name) + " = ?" }
    let statement = try partition.prepare(
      "SELECT \(try Self.list(schema)) FROM temp.weir_cut WHERE "
        + condition.joined(separator: " AND "))
    for (index, value) in key.enumerated() { try statement.bind(value, at: index + 1) }
    defer { statement.reset() }
    return try statement.step() ? Self.row(statement, schema) : nil
  }

  /// The row of a key, as a record.
  public func get<Row: Record, each Key: FieldValue>(
    _ type: Row.Type, key: repeat each Key
  ) throws -> Row? {
    var values: [ColumnValue] = []
    repeat values.append(ColumnValue(field: each key))
    return try get(values)?.decode(type)
  }

  /// How many rows meet all filters.
  public func count(_ filters: [TableFilter] = []) throws -> Int {
    guard let schema = try readableSchema() else { return 0 }
    let condition = try Self.condition(filters, schema)
    var count = 0
    for partition in partitions {
      let statement = try partition.prepare("SELECT count(*) FROM temp.weir_cut\(condition.sql)")
      for (index, value) in condition.values.enumerated() {
        try statement.bind(value, at: index + 1)
      }
      if try statement.step() { count += Int(statement.integer(0)) }
      statement.reset()
    }
    return count
  }

  /// Calls `body` with each row that a query asks for, in order, until it returns false.
  public func scan(
    _ query: TableQuery = TableQuery(), _ body: (TableRow) throws -> Bool
  ) throws {
    guard let schema = try readableSchema(), query.limit != 0 else { return }
    var scan = try TableScan(partitions, schema, query)
    while let row = try scan.next() {
      guard try body(row) else { return }
    }
  }

  /// The rows that a query asks for.
  public func rows(_ query: TableQuery = TableQuery()) throws -> [TableRow] {
    var rows: [TableRow] = []
    try scan(query) { row in
      rows.append(row)
      return true
    }
    return rows
  }

  /// The rows that a query asks for, as records.
  public func rows<Row: Record>(
    of type: Row.Type, _ query: TableQuery = TableQuery()
  ) throws -> [Row] {
    try rows(query).map { try $0.decode(type) }
  }

  private func readableSchema() throws -> TableSchema? {
    guard epoch != nil else {
      throw WeirError(.usage, "the snapshot is not positioned; give it a cut first")
    }
    return schema
  }

  static func list(_ schema: TableSchema) throws -> String {
    try schema.columns.map { try SQLiteIdentifier.quoted($0.name) }.joined(separator: ", ")
  }

  static func row(_ statement: SQLiteStatement, _ schema: TableSchema) -> TableRow {
    TableRow(schema: schema, values: schema.columns.indices.map { statement.value($0) })
  }

  /// The filters as a WHERE clause, and its parameters.
  /// - Throws: `usage` for a column that the table lacks.
  static func condition(
    _ filters: [TableFilter], _ schema: TableSchema
  ) throws -> (sql: String, values: [ColumnValue]) {
    var terms: [String] = []
    var values: [ColumnValue] = []
    for filter in filters {
      let name = try quoted(filter.column, schema)
      switch filter.comparison {
      case .isNull: terms.append("\(name) IS NULL")
      case .isNotNull: terms.append("\(name) IS NOT NULL")
      default:
        terms.append("\(name) \(filter.comparison.rawValue) ?")
        values.append(filter.value)
      }
    }
    return (terms.isEmpty ? "" : " WHERE " + terms.joined(separator: " AND "), values)
  }

  static func quoted(_ column: String, _ schema: TableSchema) throws -> String {
    guard schema.index(of: column) != nil else {
      throw WeirError(
        .usage,
        "the table has no column \"\(column)\"; it has "
          + schema.columns.map(\.name).joined(separator: ", "))
    }
    return try SQLiteIdentifier.quoted(column)
  }
}
