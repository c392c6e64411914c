/// A stretch of event time, start included, end excluded.
@frozen
public struct Window: Hashable, Sendable {
  public let start: EventTime
  public let end: EventTime

  @inlinable @inline(__always) public init(start: EventTime, end: EventTime) {
    self.start = start
    self.end = end
  }

  /// All of time: the window of jobs that need none.
  @inlinable public static var global: Window { Window(start: .distantPast, end: .distantFuture) }

  /// The last moment inside; the window fires when the watermark reaches it.
  @inlinable public var lastMoment: EventTime { end.advanced(byMilliseconds: -1) }
}
