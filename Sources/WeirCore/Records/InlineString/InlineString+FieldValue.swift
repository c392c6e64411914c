extension InlineString: FieldValue {
  /// That of `String`: where a text stands is no part of its type.
  @inlinable public static var fieldType: FieldType { .string }

  @inlinable @inline(__always)
  public func encode(to encoder: inout some ValueEncoder) throws {
    try withUTF8 { try encoder.encode(text: $0) }
  }

  @inlinable @inline(__always)
  public static func decode(from decoder: inout some ValueDecoder) throws -> Self {
    var count = 0
    let text = try decoder.decodeText { utf8 -> Self? in
      count = utf8.count
      return count <= Self.capacity ? Self(checked: utf8) : nil
    }
    guard let text else { throw decoder.invalidValue(tooLong(count)) }
    return text
  }

  @inlinable @inline(never) static func tooLong(_ count: Int) -> String {
    "a text of \(count) bytes is too long for a field of at most \(capacity)"
  }

  /// That of the same text as a `String`.
  @inlinable @inline(__always)
  public var stableHash: UInt64 { hash(from: StableHash.seed(utf8Count)) }

  @inlinable @inline(__always)
  public static func isSameKey(_ left: Self, _ right: Self) -> Bool { left == right }

  @inlinable
  public static func compareKeys(_ left: Self, _ right: Self) -> Int {
    let lengths = IntegerBytes.compare(left.utf8Count, right.utf8Count)
    if lengths != 0 { return lengths }
    return left < right ? -1 : (left == right ? 0 : 1)
  }
}
