/// Bytes of a log in memory; freed with the last page that points into them. Filled by the thread
/// that makes it, and only read afterwards.
final class LogBlock: @unchecked Sendable {
  let memory: UnsafeMutableRawBufferPointer

  init(byteCount: Int) {
    memory = .allocate(byteCount: byteCount, alignment: 16)
  }

  deinit { memory.deallocate() }

  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(memory) }
}
