/// A key as streams compare keys, for a dictionary: by its bytes. Swift's own equality takes texts
/// for one that look the same and are written with different bytes.
public struct ExactKey<Key: FieldValue>: FieldValue, Hashable {
  public let value: Key

  @inlinable public init(_ value: Key) { self.value = value }

  @inlinable public static func == (left: ExactKey, right: ExactKey) -> Bool {
    Key.isSameKey(left.value, right.value)
  }

  @inlinable public func hash(into hasher: inout Hasher) { hasher.combine(value.stableHash) }

  @inlinable public static var fieldType: FieldType { Key.fieldType }

  @inlinable public func encode(to encoder: inout some ValueEncoder) throws {
    try value.encode(to: &encoder)
  }

  @inlinable public static func decode(from decoder: inout some ValueDecoder) throws -> ExactKey {
    ExactKey(try Key.decode(from: &decoder))
  }
}
