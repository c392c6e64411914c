/// Memory that a blocking read fills. One task at a time uses it: the one that reads, then the one
/// that waited for it.
final class ByteChunk: @unchecked Sendable {
  /// What a read may fill.
  var memory: UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(start: block.base + headroom, count: byteCount)
  }
  /// Bytes before ``memory`` that take what is left of the chunk before.
  let headroom: Int

  private let byteCount: Int
  private var block: ByteBlock

  init(byteCount: Int, headroom: Int = 0) {
    self.byteCount = max(byteCount, 1)
    self.headroom = headroom
    block = ByteBlock(capacity: headroom + self.byteCount)
  }

  deinit { block.deallocate() }

  /// The first `count` bytes.
  func bytes(_ count: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: memory[..<count])
  }

  /// Gives its memory away for another; false when that is too small.
  func exchange(_ other: inout ByteBlock) -> Bool {
    guard other.capacity >= headroom + byteCount else { return false }
    swap(&block, &other)
    return true
  }
}

/// Memory that belongs to whoever holds it.
struct ByteBlock {
  let base: UnsafeMutableRawPointer
  let capacity: Int

  init(capacity: Int) {
    self.capacity = capacity
    base = .allocate(byteCount: capacity, alignment: 16)
  }

  func deallocate() { base.deallocate() }
}
