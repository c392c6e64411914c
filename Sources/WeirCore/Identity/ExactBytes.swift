/// Compares runs of bytes.
@usableFromInline enum ExactBytes {
  /// Whether both have the same bytes, by words that overlap at the end: most keys are far too
  /// short for a call of `memcmp` to pay.
  @inlinable @inline(__always)
  static func areEqual(
    _ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    guard left.count == right.count else { return false }
    guard let a = UnsafeRawPointer(left.baseAddress), let b = UnsafeRawPointer(right.baseAddress)
    else { return true }
    let count = left.count
    guard count >= 8 else {
      return count == 0 || StableHash.shortWord(a, count) == StableHash.shortWord(b, count)
    }
    var offset = 0
    while offset &+ 8 < count {
      guard StableHash.word(a, offset) == StableHash.word(b, offset) else { return false }
      offset &+= 8
    }
    return StableHash.word(a, count &- 8) == StableHash.word(b, count &- 8)
  }
}
