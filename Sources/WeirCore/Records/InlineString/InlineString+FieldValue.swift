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
      return count <= capacity ? Self(checked: utf8) : nil
    }
    guard let text else { throw decoder.invalidValue(tooLong(count)) }
    return text
  }

  @inlinable @inline(never) static func tooLong(_ count: Int) -> String {
    "a text of \(count) bytes is too long for a field of at most \(capacity)"
  }

  /// That of the same text as a `String`.
  @inlinable @inline(__always)
  public var stableHash: UInt64 { hash(from: StableHash.seed(Int(length))) }

  /// Takes the text's bytes up in a hash.
  @inlinable @inline(__always) func hash(from start: UInt64) -> UInt64 {
    withUnsafeBytes(of: bytes) { bytes in
      let count = Int(length)
      var hash = start
      var offset = 0
      while offset < capacity {
        guard offset < count else { break }
        let first = Self.word(bytes, offset)
        let second = capacity &- offset > 8 ? Self.word(bytes, offset &+ 8) : 0
        // The bytes behind the text are zero, as the hash takes them to be.
        hash =
          offset &+ 16 <= count
          ? StableHash.block(hash, first, second) : StableHash.tail(hash, first, second)
        offset &+= 16
      }
      return StableHash.mix(hash)
    }
  }

  @inlinable @inline(__always)
  public static func isSameKey(_ left: Self, _ right: Self) -> Bool { left == right }

  @inlinable
  public static func compareKeys(_ left: Self, _ right: Self) -> Int {
    let lengths = IntegerBytes.compare(left.length, right.length)
    if lengths != 0 { return lengths }
    return left < right ? -1 : (left == right ? 0 : 1)
  }
}
