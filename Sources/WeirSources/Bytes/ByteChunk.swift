/// Memory that a blocking read fills. One task at a time uses it: the one that reads, then the one
/// that waited for it.
final class ByteChunk: @unchecked Sendable {
  let memory: UnsafeMutableRawBufferPointer

  init(byteCount: Int) {
    memory = .allocate(byteCount: max(byteCount, 1), alignment: 16)
  }

  deinit { memory.deallocate() }

  /// The first `count` bytes.
  func bytes(_ count: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: memory[..<count])
  }
}
