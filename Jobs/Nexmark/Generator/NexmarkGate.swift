import Synchronization

/// Lets the events of a ``NexmarkSource`` with one split come up to a number, and further ones once
/// that is raised. What looks at the job meanwhile sees it after exactly so many events.
public final class NexmarkGate: Sendable {
  private let limit = Atomic<Int64>(0)
  private let waiting = Atomic<Int64>(0)

  /// It is closed at first.
  public init() {}

  /// Lets events come until there were so many.
  public func raise(to limit: Int64) { self.limit.store(limit, ordering: .releasing) }

  /// How many events had come when the source last had to wait; all of them have left it.
  public var reached: Int64 { waiting.load(ordering: .acquiring) }

  /// How many events may come now, after so many.
  func room(after count: Int64) -> Int64 {
    let room = limit.load(ordering: .acquiring) - count
    if room <= 0 { waiting.store(count, ordering: .releasing) }
    return max(0, room)
  }
}
