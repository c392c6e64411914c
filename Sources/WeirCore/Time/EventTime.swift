/// A moment on the time line of the data: milliseconds since 1970-01-01T00:00:00Z.
///
/// Arithmetic saturates instead of trapping, because event times come from user input.
@frozen
public struct EventTime: Hashable, Comparable, Sendable, BitwiseCopyable {
  /// Milliseconds since the Unix epoch; negative before it.
  public var milliseconds: Int64

  @inlinable @inline(__always)
  public init(milliseconds: Int64) { self.milliseconds = milliseconds }

  /// 1970-01-01T00:00:00Z.
  @inlinable public static var zero: EventTime { EventTime(milliseconds: 0) }
  /// Before every event: the watermark of an input that has said nothing yet.
  @inlinable public static var distantPast: EventTime { EventTime(milliseconds: .min) }
  /// After every event: the watermark at the end of all input.
  @inlinable public static var distantFuture: EventTime { EventTime(milliseconds: .max) }

  /// The first moment that an event may have: 2^60 ms, some 36 million years, before the epoch.
  /// Within these bounds no sum of a time, a window and an allowed lateness leaves the time line.
  @inlinable public static var earliestEvent: EventTime { EventTime(milliseconds: -(1 << 60)) }
  /// The last moment that an event may have: 2^60 ms after the epoch.
  @inlinable public static var latestEvent: EventTime { EventTime(milliseconds: 1 << 60) }

  /// Whether an event may have this time. Sources treat a record with another one as malformed;
  /// jobs that assign another one fail.
  @inlinable @inline(__always) public var isOfEvent: Bool {
    milliseconds >= -(1 << 60) && milliseconds <= 1 << 60
  }

  /// Why a time that is not ``isOfEvent`` is refused.
  public var refusal: String {
    "event time \(milliseconds) ms is more than 2^60 ms away from 1970; give milliseconds since it"
  }

  @inlinable @inline(__always)
  public static func < (left: EventTime, right: EventTime) -> Bool {
    left.milliseconds < right.milliseconds
  }

  /// The moment `duration` later, clamped to the representable range.
  @inlinable @inline(__always)
  public static func + (time: EventTime, duration: Duration) -> EventTime {
    time.advanced(byMilliseconds: duration.milliseconds)
  }

  /// The moment `duration` earlier, clamped to the representable range.
  @inlinable @inline(__always)
  public static func - (time: EventTime, duration: Duration) -> EventTime {
    let delta = duration.milliseconds
    let (difference, overflow) = time.milliseconds.subtractingReportingOverflow(delta)
    if overflow { return delta > 0 ? .distantPast : .distantFuture }
    return EventTime(milliseconds: difference)
  }

  /// The moment `delta` milliseconds later, clamped to the representable range.
  @inlinable @inline(__always)
  public func advanced(byMilliseconds delta: Int64) -> EventTime {
    let (sum, overflow) = milliseconds.addingReportingOverflow(delta)
    if overflow { return delta > 0 ? .distantFuture : .distantPast }
    return EventTime(milliseconds: sum)
  }
}

extension EventTime: CustomStringConvertible {
  /// ISO 8601 in UTC with milliseconds, or the word for one of the two ends of time.
  public var description: String {
    switch self {
    case .distantPast: "distant past"
    case .distantFuture: "distant future"
    default: ISO8601.string(from: self)
    }
  }
}
