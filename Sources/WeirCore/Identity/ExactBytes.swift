/// Compares and copies runs of bytes that are mostly short.
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

  /// Copies bytes, up to 32 of them by words that overlap: no loop, of which the compiler would make
  /// the call that this is to spare.
  @inlinable @inline(__always)
  static func copy(_ bytes: UnsafeRawBufferPointer, to target: UnsafeMutableRawPointer) {
    guard let source = bytes.baseAddress else { return }
    let count = bytes.count
    guard count >= 8 else { return copyFewerThanEight(source, count, to: target) }
    guard count <= 32 else { return target.copyMemory(from: source, byteCount: count) }
    if count > 16 {
      copy(UInt64.self, source, to: target, at: 8)
      copy(UInt64.self, source, to: target, at: count &- 16)
    }
    copy(UInt64.self, source, to: target, at: 0)
    copy(UInt64.self, source, to: target, at: count &- 8)
  }

  @inlinable @inline(__always) static func copyFewerThanEight(
    _ source: UnsafeRawPointer, _ count: Int, to target: UnsafeMutableRawPointer
  ) {
    if count >= 4 {
      copy(UInt32.self, source, to: target, at: 0)
      copy(UInt32.self, source, to: target, at: count &- 4)
    } else if count > 0 {
      copy(UInt8.self, source, to: target, at: 0)
      copy(UInt8.self, source, to: target, at: count >> 1)
      copy(UInt8.self, source, to: target, at: count &- 1)
    }
  }

  @inlinable @inline(__always) static func copy<Word: BitwiseCopyable>(
    _ type: Word.Type, _ source: UnsafeRawPointer, to target: UnsafeMutableRawPointer,
    at offset: Int
  ) {
    target.storeBytes(
      of: source.loadUnaligned(fromByteOffset: offset, as: type), toByteOffset: offset, as: type)
  }
}
