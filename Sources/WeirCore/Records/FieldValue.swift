/// A type whose values can be fields of records, elements of streams, keys and state.
///
/// Basic values, optionals, arrays, dictionaries, enums with raw values, ``InlineString``, ``Bytes``
/// and every ``Record`` are field values. Formats (JSON, CSV, the state codec, hashing) are encoders and
/// decoders; a value only says which of their methods it uses, so the compiler specialises each
/// pair to hand-written code.
public protocol FieldValue: Sendable {
  /// The type as it stands in a schema.
  static var fieldType: FieldType { get }
  /// Writes the value with one call (or, for a container, a bracketed series of calls).
  func encode(to encoder: inout some ValueEncoder) throws
  /// Reads a value written by ``encode(to:)``.
  /// - Throws: when the input does not hold such a value.
  static func decode(from decoder: inout some ValueDecoder) throws -> Self
  /// The hash that places a key. Equal bytes under the state codec give equal hashes.
  var stableHash: UInt64 { get }
  /// Whether two keys are the same key: the same bytes under the state codec. For texts this is
  /// not Swift's `==`, which unites canonically equivalent texts.
  static func isSameKey(_ left: Self, _ right: Self) -> Bool
  /// Negative, zero or positive as `left`'s bytes under the state codec come before, equal or come
  /// after `right`'s: the order in which timers of one moment fire.
  static func compareKeys(_ left: Self, _ right: Self) -> Int
}

extension FieldValue {
  @inlinable public var stableHash: UInt64 {
    var encoder = BinaryEncoder()
    // The binary encoder never throws by itself; a value that does has no bytes to be hashed by.
    do { try encode(to: &encoder) } catch { return 0 }
    return encoder.withUnsafeBytes { StableHash.hash($0) }
  }

  @inlinable public static func isSameKey(_ left: Self, _ right: Self) -> Bool {
    KeyBytes.compare(left, right) == 0
  }

  @inlinable public static func compareKeys(_ left: Self, _ right: Self) -> Int {
    KeyBytes.compare(left, right)
  }
}

/// The order of keys by their bytes under the state codec.
public enum KeyBytes {
  /// Negative, zero or positive as `left`'s bytes come before, equal or come after `right`'s.
  @inlinable
  public static func compare<Key: FieldValue>(_ left: Key, _ right: Key) -> Int {
    var first = BinaryEncoder()
    var second = BinaryEncoder()
    do {
      try left.encode(to: &first)
      try right.encode(to: &second)
    } catch { return 0 }
    return first.withUnsafeBytes { a in
      second.withUnsafeBytes { b in
        for index in 0..<min(a.count, b.count) where a[index] != b[index] {
          return a[index] < b[index] ? -1 : 1
        }
        return a.count - b.count
      }
    }
  }
}
