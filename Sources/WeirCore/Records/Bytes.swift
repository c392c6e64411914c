/// A run of bytes as one field: base64 text in JSON and CSV, the bytes themselves in state.
public struct Bytes: Hashable, Sendable {
  public var storage: [UInt8]
  public init(_ storage: [UInt8] = []) { self.storage = storage }
}

extension Bytes: FieldValue {
  @inlinable public static var fieldType: FieldType { .bytes }
  @inlinable
  public func encode(to encoder: inout some ValueEncoder) throws { try encoder.encode(self) }
  @inlinable
  public static func decode(from decoder: inout some ValueDecoder) throws -> Bytes {
    try decoder.decodeBytes()
  }
}
