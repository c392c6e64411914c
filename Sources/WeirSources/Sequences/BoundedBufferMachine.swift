/// The decisions of a ``BoundedBuffer``.
///
/// Invariants: a producer waits only while more than half of the limit is held; nothing is taken
/// before what came earlier; after the end nothing is accepted.
struct BoundedBufferMachine<Element: Sendable> {
  typealias Producer = CheckedContinuation<Void, Never>

  /// What a take found.
  enum Taken {
    case elements([Element])
    /// Nothing yet; the reader will be woken.
    case nothing
    /// Nothing, and nothing follows.
    case ended((any Error)?)
  }

  enum PutOutcome: Equatable {
    case accepted
    /// Accepted, but the producer should wait before the next one.
    case full
    case closed
  }

  struct Put: Equatable {
    var outcome: PutOutcome
    var wakesReader: Bool
  }

  private enum End {
    case open
    case finished((any Error)?)
    case closed
  }

  private let limit: Int
  private var elements: [Element] = []
  private var head = 0
  private var end = End.open
  private var readerWaits = false
  private var producer: Producer?

  init(limit: Int) { self.limit = max(limit, 1) }

  var isClosed: Bool {
    if case .closed = end { true } else { false }
  }

  private var count: Int { elements.count - head }

  mutating func put(_ element: Element) -> Put {
    guard case .open = end else { return Put(outcome: .closed, wakesReader: false) }
    elements.append(element)
    defer { readerWaits = false }
    return Put(outcome: count >= limit ? .full : .accepted, wakesReader: readerWaits)
  }

  /// Keeps the producer until there is room.
  /// - Returns: true when there is room already; the caller resumes it.
  mutating func wait(_ producer: Producer) -> Bool {
    guard case .open = end, count > limit / 2 else { return true }
    self.producer = producer
    return false
  }

  /// - Returns: whether the reader must be woken.
  mutating func finish(_ error: (any Error)?) -> Bool {
    guard case .open = end else { return false }
    end = .finished(error)
    defer { readerWaits = false }
    return readerWaits
  }

  /// - Returns: what was taken, and the producer to be resumed.
  mutating func take(_ limit: Int) -> (Taken, Producer?) {
    if count == 0 {
      if case .finished(let error) = end { return (.ended(error), nil) }
      readerWaits = true
      return (.nothing, nil)
    }
    let taken = Array(elements[head..<(head + min(max(limit, 0), count))])
    head += taken.count
    // Each element moves to the front at most once for each time that as many are taken.
    if head * 2 >= elements.count {
      elements.removeFirst(head)
      head = 0
    }
    guard count <= self.limit / 2 else { return (.elements(taken), nil) }
    defer { producer = nil }
    return (.elements(taken), producer)
  }

  /// - Returns: the producer to be resumed.
  mutating func close() -> Producer? {
    end = .closed
    elements = []
    head = 0
    defer { producer = nil }
    return producer
  }
}
