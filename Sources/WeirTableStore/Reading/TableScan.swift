import WeirCore
import WeirSQLite

/// Merges the rows of all partitions in the order of a query.
struct TableScan {
  private struct Source {
    let statement: SQLiteStatement
    var row: TableRow
  }

  private let schema: TableSchema
  private let order: [(column: Int, isDescending: Bool)]
  private var sources: [Source] = []
  private var remaining: Int

  init(_ partitions: [PartitionSnapshot], _ schema: TableSchema, _ query: TableQuery) throws {
    self.schema = schema
    let named = try query.order.map { order in
      _ = try TableSnapshot.quoted(order.column, schema)
      return (schema.index(of: order.column) ?? 0, order.isDescending)
    }
    order = named + (0..<schema.keyCount).map { ($0, false) }
    remaining = max(0, query.limit ?? .max)
    let offset = max(0, query.offset)
    let (needed, overflow) = remaining.addingReportingOverflow(offset)
    let condition = try TableSnapshot.condition(query.filters, schema)
    let sorting = try order.map { order in
      try SQLiteIdentifier.quoted(schema.columns[order.column].name)
        + (order.isDescending ? " DESC" : "")
    }.joined(separator: ", ")
    let sql =
      "SELECT \(try TableSnapshot.list(schema)) FROM temp.weir_cut\(condition.sql)"
      + " ORDER BY \(sorting) LIMIT ?"
    for partition in partitions {
      let statement = try partition.prepare(sql)
      for (index, value) in condition.values.enumerated() {
        try statement.bind(value, at: index + 1)
      }
      try statement.bind(
        overflow ? Int64.max : Int64(needed), at: condition.values.count + 1)
      if try statement.step() {
        sources.append(
          Source(statement: statement, row: TableSnapshot.row(statement, schema)))
      }
    }
    for _ in 0..<offset where !sources.isEmpty { _ = try advance() }
  }

  mutating func next() throws -> TableRow? {
    guard remaining > 0 else { return nil }
    remaining -= 1
    return try advance()
  }

  private mutating func advance() throws -> TableRow? {
    guard let first = sources.indices.min(by: { precedes(sources[$0].row, sources[$1].row) })
    else { return nil }
    let row = sources[first].row
    if try sources[first].statement.step() {
      sources[first].row = TableSnapshot.row(sources[first].statement, schema)
    } else {
      sources.remove(at: first)
    }
    return row
  }

  private func precedes(_ left: TableRow, _ right: TableRow) -> Bool {
    for (column, isDescending) in order {
      let difference = ColumnValue.compare(left.values[column], right.values[column])
      if difference != 0 { return isDescending ? difference > 0 : difference < 0 }
    }
    return false
  }
}
