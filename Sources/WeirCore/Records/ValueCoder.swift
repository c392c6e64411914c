/// Writes values in one format. Field values call exactly one of these methods each, except that a
/// container brackets the calls of its elements.
public protocol ValueEncoder {
  mutating func encode(_ value: Bool) throws
  /// `bits` is the width of the declared type: 8, 16, 32 or 64.
  mutating func encode(_ value: Int64, bits: Int) throws
  mutating func encode(_ value: UInt64, bits: Int) throws
  mutating func encode(_ value: Double) throws
  mutating func encode(_ value: Float) throws
  mutating func encode(_ value: String) throws
  /// Writes a text that is given as valid UTF-8, like the same text as a `String`.
  mutating func encode(text: UnsafeBufferPointer<UInt8>) throws
  mutating func encode(_ value: Bytes) throws
  mutating func encode(_ value: EventTime) throws
  mutating func encodeOptional<Wrapped: FieldValue>(_ value: Wrapped?) throws
  mutating func encodeArray<Element: FieldValue>(_ value: [Element]) throws
  /// Entries are written in the order of their keys' bytes, so that equal dictionaries give equal
  /// output.
  mutating func encodeDictionary<Key: FieldValue & Hashable, Value: FieldValue>(
    _ value: [Key: Value]
  ) throws
  mutating func encode<R: Record>(record: R) throws
}

/// Reads values of one format. Every method throws a `WeirError` when the input holds something
/// else; none traps, whatever the input.
public protocol ValueDecoder {
  mutating func decodeBool() throws -> Bool
  /// Reads a signed integer and refuses one that does not fit `bits`.
  mutating func decodeInt(bits: Int) throws -> Int64
  /// Reads an unsigned integer and refuses one that does not fit `bits`.
  mutating func decodeUInt(bits: Int) throws -> UInt64
  mutating func decodeDouble() throws -> Double
  mutating func decodeFloat() throws -> Float
  mutating func decodeString() throws -> String
  /// Reads a text without making a `String`: `body` gets its bytes, which are valid UTF-8 and live
  /// until it returns.
  mutating func decodeText<Result>(
    _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
  ) throws -> Result
  mutating func decodeBytes() throws -> Bytes
  mutating func decodeEventTime() throws -> EventTime
  mutating func decodeOptional<Wrapped: FieldValue>(_ type: Wrapped.Type) throws -> Wrapped?
  mutating func decodeArray<Element: FieldValue>(of type: Element.Type) throws -> [Element]
  mutating func decodeDictionary<Key: FieldValue & Hashable, Value: FieldValue>(
    _ key: Key.Type, _ value: Value.Type
  ) throws -> [Key: Value]
  mutating func decodeRecord<R: Record>(_ type: R.Type) throws -> R
  /// The error for a value that was read but means nothing to the type that asked for it.
  func invalidValue(_ reason: String) -> WeirError
}

extension ValueEncoder {
  @inlinable public mutating func encode(text: UnsafeBufferPointer<UInt8>) throws {
    try encode(String(decoding: text, as: UTF8.self))
  }
}

extension ValueDecoder {
  @inlinable
  public mutating func decodeText<Result>(
    _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
  ) throws -> Result {
    var text = try decodeString()
    return try text.withUTF8(body)
  }
}
