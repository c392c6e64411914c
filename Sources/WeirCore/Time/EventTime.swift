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
