import WeirCore
import WeirFormats
import WeirSQLite

/// A row of a table as names and values.
public struct TableRow: Sendable, Equatable {
  public let schema: TableSchema
  /// One for each of the schema's columns.
  public let values: [ColumnValue]

  /// The value of a column; nil when the table has no such column.
  public subscript(name: String) -> ColumnValue? {
    schema.index(of: name).map { values[$0] }
  }

  /// The row as a record of its own type; fields that the table lacks keep their defaults.
  /// - Throws: `incompatibleState` when a value is of another type than its field.
  public func decode<Row: Record>(_ type: Row.Type = Row.self) throws -> Row {
    var reader = RowFieldReader(row: self)
    var record = Row()
    try record.fields(&reader)
    return record
  }

  /// The row as one JSON object, its columns written as a lines store writes fields.
  public func json() throws -> [UInt8] {
    let buffer = ByteBuffer()
    var encoder = JSONValueEncoder(buffer: buffer)
    var separator = UInt8(ascii: "{")
    for (column, value) in zip(schema.columns, values) {
      buffer.append(separator)
      separator = UInt8(ascii: ",")
      try encoder.encode(column.name)
      buffer.append(UInt8(ascii: ":"))
      try column.encode(value, to: &encoder)
    }
    if values.isEmpty { buffer.append(separator) }
    buffer.append(UInt8(ascii: "}"))
    return buffer.bytes()
  }
}

/// Fills a record's fields from a row.
private struct RowFieldReader: FieldVisitor {
  let row: TableRow

  mutating func callAsFunction<Value: FieldValue>(
    _ name: StaticString, _ value: inout Value
  ) throws {
    let name = name.description
    guard let index = row.schema.index(of: name) else { return }
    var decoder = ColumnDecoder(value: row.values[index], column: name)
    value = try Value.decode(from: &decoder)
  }
}
