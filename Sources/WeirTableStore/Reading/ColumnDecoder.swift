import WeirCore
import WeirFormats
import WeirSQLite

/// Reads a field's value from a column.
struct ColumnDecoder: ValueDecoder {
  let value: ColumnValue
  let column: String

  func invalidValue(_ reason: String) -> WeirError {
    WeirError(.incompatibleState, "column \"\(column)\": \(reason)")
  }

  private func mismatch(_ wanted: String) -> WeirError {
    invalidValue("\(value) cannot be read as \(wanted)")
  }

  private func integer(_ wanted: String) throws -> Int64 {
    guard case .integer(let number) = value else { throw mismatch(wanted) }
    return number
  }

  mutating func decodeBool() throws -> Bool {
    let number = try integer("bool")
    guard number == 0 || number == 1 else { throw mismatch("bool") }
    return number == 1
  }

  mutating func decodeInt(bits: Int) throws -> Int64 {
    let number = try integer("int\(bits)")
    let spare = max(0, 64 - bits)
    guard (number << spare) >> spare == number else { throw mismatch("int\(bits)") }
    return number
  }

  mutating func decodeUInt(bits: Int) throws -> UInt64 {
    guard let number = UInt64(exactly: try integer("uint\(bits)")),
      bits >= 64 || number >> UInt64(bits) == 0
    else { throw mismatch("uint\(bits)") }
    return number
  }

  mutating func decodeDouble() throws -> Double {
    guard case .real(let number) = value else { throw mismatch("double") }
    return number
  }

  mutating func decodeFloat() throws -> Float { Float(try decodeDouble()) }

  mutating func decodeString() throws -> String {
    guard case .text(let text) = value else { throw mismatch("string") }
    return text
  }

  mutating func decodeBytes() throws -> Bytes {
    guard case .bytes(let bytes) = value else { throw mismatch("bytes") }
    return Bytes(bytes)
  }

  mutating func decodeEventTime() throws -> EventTime {
    EventTime(milliseconds: try integer("time"))
  }

  mutating func decodeOptional<Wrapped: FieldValue>(_ type: Wrapped.Type) throws -> Wrapped? {
    if case .null = value { return nil }
    return try Wrapped.decode(from: &self)
  }

  mutating func decodeArray<Element: FieldValue>(of type: Element.Type) throws -> [Element] {
    try JSON.decode([Element].self, from: try json())
  }

  mutating func decodeDictionary<Key: FieldValue & Hashable, Value: FieldValue>(
    _ key: Key.Type, _ value: Value.Type
  ) throws -> [Key: Value] {
    try JSON.decode([Key: Value].self, from: try json())
  }

  mutating func decodeRecord<R: Record>(_ type: R.Type) throws -> R {
    try JSON.decode(R.self, from: try json())
  }

  private mutating func json() throws -> [UInt8] { Array(try decodeString().utf8) }
}
