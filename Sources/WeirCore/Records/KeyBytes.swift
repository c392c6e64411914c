/// Keys by their bytes under the state codec.
public enum KeyBytes {
  /// The hash of a key's bytes; 0 for a key whose own code refuses to show them.
  @inlinable
  public static func hash<Key: FieldValue>(_ key: Key) -> UInt64 {
    let short: UInt64? = withUnsafeTemporaryAllocation(
      byteCount: ShortKeyEncoder.limit, alignment: 8
    ) { memory in
      var encoder = ShortKeyEncoder(memory.baseAddress.unsafelyUnwrapped)
      do { try key.encode(to: &encoder) } catch { return 0 }
      return encoder.isTooLong ? nil : StableHash.hash(encoder.bytes)
    }
    return short ?? longHash(key)
  }

  /// Negative, zero or positive as `left`'s bytes come before, equal or come after `right`'s.
  @inlinable
  public static func compare<Key: FieldValue>(_ left: Key, _ right: Key) -> Int {
    withShortBytes(left, right) { compare($0, $1) } ?? longCompare(left, right)
  }

  /// Whether two keys have the same bytes.
  @inlinable @inline(__always)
  public static func isSame<Key: FieldValue>(_ left: Key, _ right: Key) -> Bool {
    hasSameBits(left, right) || isSameInBytes(left, right)
  }

  /// Whether two values are the same in memory, and so the same; others may be so too, as texts in
  /// two places.
  @inlinable @inline(__always)
  static func hasSameBits<Key>(_ left: Key, _ right: Key) -> Bool {
    let size = MemoryLayout<Key>.size
    guard size <= 64 else { return false }
    return withUnsafeBytes(of: left) { a in
      withUnsafeBytes(of: right) { b in
        guard let a = a.baseAddress, let b = b.baseAddress else { return true }
        var difference: UInt64 = 0
        var offset = 0
        while offset &+ 8 <= size {
          difference |= StableHash.word(a, offset) ^ StableHash.word(b, offset)
          offset &+= 8
        }
        // No word that overlaps the last one: what was written in two steps is slow to read in one.
        for index in offset..<size {
          difference |= StableHash.byte(a, index) ^ StableHash.byte(b, index)
        }
        return difference == 0
      }
    }
  }

  @inlinable @inline(never)
  static func isSameInBytes<Key: FieldValue>(_ left: Key, _ right: Key) -> Bool {
    withShortBytes(left, right) { isSame($0, $1) } ?? (longCompare(left, right) == 0)
  }

  /// Nil when one of the keys is not short, or refuses to show its bytes.
  @inlinable @inline(__always)
  static func withShortBytes<Key: FieldValue, Result>(
    _ left: Key, _ right: Key,
    _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Result
  ) -> Result? {
    withUnsafeTemporaryAllocation(
      byteCount: 2 &* ShortKeyEncoder.limit, alignment: 8
    ) { memory in
      let start = memory.baseAddress.unsafelyUnwrapped
      var first = ShortKeyEncoder(start)
      var second = ShortKeyEncoder(start + ShortKeyEncoder.limit)
      do {
        try left.encode(to: &first)
        try right.encode(to: &second)
      } catch { return nil }
      return first.isTooLong || second.isTooLong ? nil : body(first.bytes, second.bytes)
    }
  }

  @inlinable @inline(never)
  static func longHash<Key: FieldValue>(_ key: Key) -> UInt64 {
    var encoder = BinaryEncoder()
    do { try key.encode(to: &encoder) } catch { return 0 }
    return encoder.withUnsafeBytes { StableHash.hash($0) }
  }

  @inlinable @inline(never)
  static func longCompare<Key: FieldValue>(_ left: Key, _ right: Key) -> Int {
    var first = BinaryEncoder()
    var second = BinaryEncoder()
    do {
      try left.encode(to: &first)
      try right.encode(to: &second)
    } catch { return 0 }
    return first.withUnsafeBytes { a in second.withUnsafeBytes { b in compare(a, b) } }
  }

  @inlinable
  static func compare(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Int {
    for index in 0..<min(left.count, right.count) where left[index] != right[index] {
      return left[index] < right[index] ? -1 : 1
    }
    return left.count - right.count
  }

  @inlinable @inline(__always)
  static func isSame(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
    ExactBytes.areEqual(
      left.assumingMemoryBound(to: UInt8.self), right.assumingMemoryBound(to: UInt8.self))
  }
}
