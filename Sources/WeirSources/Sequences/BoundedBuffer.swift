import Synchronization

/// Elements between a task that produces them and a reader that must not wait. The producer waits
/// while the buffer is full; the reader is woken when it found the buffer empty and that changed.
final class BoundedBuffer<Element: Sendable>: Sendable {
  private let machine: Mutex<BoundedBufferMachine<Element>>
  private let wake: @Sendable () -> Void

  /// - Parameters:
  ///   - limit: The producer waits once this many elements, or what `cost` makes of them, are held.
  ///   - wake: Called after elements or the end came while the reader was waiting for them.
  init(limit: Int, wake: @escaping @Sendable () -> Void) {
    machine = Mutex(BoundedBufferMachine(limit: limit))
    self.wake = wake
  }

  /// Adds an element and waits while the buffer is full.
  /// - Returns: false when nobody reads any more.
  func put(_ element: Element) async -> Bool {
    let put = machine.withLock { $0.put(element) }
    if put.wakesReader { wake() }
    switch put.outcome {
    case .accepted: return true
    case .closed: return false
    case .full: break
    }
    await withCheckedContinuation { continuation in
      let resumesAtOnce = machine.withLock { $0.wait(continuation) }
      if resumesAtOnce { continuation.resume() }
    }
    return machine.withLock { !$0.isClosed }
  }

  /// Says that nothing follows, or why.
  func finish(_ error: (any Error)?) {
    if machine.withLock({ $0.finish(error) }) { wake() }
  }

  /// Takes up to `limit` elements.
  func take(_ limit: Int) -> BoundedBufferMachine<Element>.Taken {
    let (taken, producer) = machine.withLock { $0.take(limit) }
    producer?.resume()
    return taken
  }

  /// Nobody reads any more; lets a waiting producer go.
  func close() { machine.withLock { $0.close() }?.resume() }
}
