import WeirCore

/// Whole JSON documents, for files that are read and written as one piece.
public enum JSON {
  /// The value that `bytes` hold, and nothing else.
  /// - Throws: `WeirError` of code `malformedInput` with the offset in `bytes`.
  @inlinable
  public static func decode<Value: FieldValue>(
    _ type: Value.Type, from bytes: UnsafeRawBufferPointer
  ) throws -> Value {
    var decoder = JSONValueDecoder(bytes)
    let value = try Value.decode(from: &decoder)
    try decoder.finish()
    return value
  }

  /// The value that `bytes` hold, and nothing else.
  /// - Throws: `WeirError` of code `malformedInput` with the offset in `bytes`.
  @inlinable
  public static func decode<Value: FieldValue>(
    _ type: Value.Type, from bytes: [UInt8]
  ) throws -> Value {
    try bytes.withUnsafeBytes { try decode(type, from: $0) }
  }

  /// The text of a value.
  /// - Parameter pretty: two blanks of indentation, one member or element a line, and a line break
  ///   at the end; otherwise no white space at all.
  /// - Throws: when the value holds a number that JSON cannot express.
  @inlinable
  public static func encode<Value: FieldValue>(
    _ value: Value, pretty: Bool = false
  ) throws -> [UInt8] {
    var encoder = JSONValueEncoder()
    try value.encode(to: &encoder)
    return pretty
      ? encoder.buffer.withUnsafeBytes { JSONIndenter.indented($0) }
      : encoder.buffer.bytes()
  }
}
