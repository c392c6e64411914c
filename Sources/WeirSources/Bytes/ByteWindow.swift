/// Bytes that were read and not used yet, contiguous.
///
/// What is left of one chunk moves to the front only when the next one does not fit behind it, and
/// the memory grows by doubling, so a line over many chunks costs no more than twice its length.
final class ByteWindow {
  private var base: UnsafeMutableRawPointer
  private(set) var capacity: Int
  private var head = 0
  private var tail = 0

  init(capacity: Int) {
    self.capacity = max(capacity, 64)
    base = .allocate(byteCount: self.capacity, alignment: 16)
  }

  deinit { base.deallocate() }

  /// The bytes; valid until the window changes.
  var bytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: base + head, count: tail - head)
  }

  func append(_ added: UnsafeRawBufferPointer) {
    guard let source = added.baseAddress else { return }
    if added.count > capacity - tail { makeRoom(for: added.count) }
    (base + tail).copyMemory(from: source, byteCount: added.count)
    tail += added.count
  }

  /// Forgets the first `byteCount` bytes.
  func consume(_ byteCount: Int) {
    precondition(byteCount >= 0 && byteCount <= tail - head)
    head += byteCount
    if head == tail { removeAll() }
  }

  func removeAll() {
    head = 0
    tail = 0
  }

  private func makeRoom(for byteCount: Int) {
    let count = tail - head
    if count + byteCount <= capacity {
      base.copyMemory(from: base + head, byteCount: count)
    } else {
      capacity = max(count + byteCount, capacity * 2)
      let grown = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
      grown.copyMemory(from: base + head, byteCount: count)
      base.deallocate()
      base = grown
    }
    head = 0
    tail = count
  }
}
