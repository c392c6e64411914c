extension Optional: FieldValue where Wrapped: FieldValue {
  @inlinable public static var fieldType: FieldType { .optional(Wrapped.fieldType) }
  @inlinable @inline(__always)
  public func encode(to encoder: inout some ValueEncoder) throws {
    try encoder.encodeOptional(self)
  }
  @inlinable @inline(__always)
  public static func decode(from decoder: inout some ValueDecoder) throws -> Wrapped? {
    try decoder.decodeOptional(Wrapped.self)
  }
}

extension Array: FieldValue where Element: FieldValue {
  @inlinable public static var fieldType: FieldType { .array(Element.fieldType) }
  @inlinable
  public func encode(to encoder: inout some ValueEncoder) throws { try encoder.encodeArray(self) }
  @inlinable
  public static func decode(from decoder: inout some ValueDecoder) throws -> [Element] {
    try decoder.decodeArray(of: Element.self)
  }
}

extension Dictionary: FieldValue where Key: FieldValue, Value: FieldValue {
  @inlinable public static var fieldType: FieldType {
    .dictionary(key: Key.fieldType, value: Value.fieldType)
  }
  @inlinable
  public func encode(to encoder: inout some ValueEncoder) throws {
    try encoder.encodeDictionary(self)
  }
  @inlinable
  public static func decode(from decoder: inout some ValueDecoder) throws -> [Key: Value] {
    try decoder.decodeDictionary(Key.self, Value.self)
  }
}

/// Enums with raw values: `enum Kind: String, FieldValue { case started, skipped }`.
extension FieldValue where Self: RawRepresentable, RawValue: FieldValue {
  @inlinable public static var fieldType: FieldType { RawValue.fieldType }
  @inlinable public func encode(to encoder: inout some ValueEncoder) throws {
    try rawValue.encode(to: &encoder)
  }
  @inlinable @inline(__always)
  public static func decode(from decoder: inout some ValueDecoder) throws -> Self {
    try decoder.decodeRawRepresentable(Self.self)
  }
}
