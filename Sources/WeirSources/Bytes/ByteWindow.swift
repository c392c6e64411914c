/// Bytes that were read and not used yet, contiguous.
///
/// Of what is read ahead only the memory changes hands: what is left of one chunk is copied before
/// the next. Bytes that are appended make the window move its own to the front when there is no more
/// room behind them, and grow by doubling, so a line over many chunks costs no more than twice its
/// length.
final class ByteWindow {
  private var block: ByteBlock
  private var head = 0
  private var tail = 0

  init(capacity: Int) { block = ByteBlock(capacity: max(capacity, 64)) }

  deinit { block.deallocate() }

  /// How many bytes it holds at most without growing.
  var capacity: Int { block.capacity }

  /// The bytes; valid until the window changes.
  var bytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: block.base + head, count: tail - head)
  }

  /// Appends the first `count` bytes of a chunk, whose memory may be another one from then on.
  func append(_ count: Int, of chunk: ByteChunk) {
    let held = bytes
    let start = chunk.headroom - held.count
    guard start >= 0, chunk.exchange(&block) else { return append(chunk.bytes(count)) }
    if let source = held.baseAddress {
      (block.base + start).copyMemory(from: source, byteCount: held.count)
    }
    head = start
    tail = chunk.headroom + count
  }

  func append(_ added: UnsafeRawBufferPointer) {
    guard let source = added.baseAddress else { return }
    if added.count > capacity - tail { makeRoom(for: added.count) }
    (block.base + tail).copyMemory(from: source, byteCount: added.count)
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
    let held = bytes
    if held.count + byteCount <= capacity {
      if let source = held.baseAddress {
        block.base.copyMemory(from: source, byteCount: held.count)
      }
    } else {
      let grown = ByteBlock(capacity: max(held.count + byteCount, capacity * 2))
      if let source = held.baseAddress {
        grown.base.copyMemory(from: source, byteCount: held.count)
      }
      block.deallocate()
      block = grown
    }
    head = 0
    tail = held.count
  }
}
