/// Whether the ends of an interval of time belong to it.
public enum IntervalEnds: Sendable, Equatable {
  /// Both ends.
  case closed
  /// Neither.
  case open
  /// Only the first.
  case closedOpen
  /// Only the last.
  case openClosed
}

/// How far from a left record's time the times of its partners on the right may lie.
///
/// Times are whole milliseconds, so an open end is a closed one a millisecond further in.
public struct IntervalBounds: Sendable, Equatable {
  /// Milliseconds from the left record to its earliest partner; negative before it.
  public let lower: Int64
  /// Milliseconds from the left record to its latest partner.
  public let upper: Int64

  public init(from lower: Duration, to upper: Duration, _ ends: IntervalEnds = .closed) {
    let isLowerOpen = ends == .open || ends == .openClosed
    let isUpperOpen = ends == .open || ends == .closedOpen
    self.lower = Self.clamped(lower) + (isLowerOpen ? 1 : 0)
    self.upper = Self.clamped(upper) - (isUpperOpen ? 1 : 0)
  }

  /// Far enough to be refused, near enough not to overflow.
  private static func clamped(_ duration: Duration) -> Int64 {
    min(max(duration.milliseconds, -(1 << 61)), 1 << 61)
  }

  /// Why there can be no such interval, or nil when there can.
  public var problem: String? {
    if lower > upper {
      return "the interval from \(lower) ms to \(upper) ms is empty; give the earlier end as from:"
        + " and the later one as to:"
    }
    if lower < -(1 << 60) || upper > 1 << 60 {
      return "the interval from \(lower) ms to \(upper) ms is longer than events can lie apart;"
        + " for a join without bounds use join(_:with:retention:into:)"
    }
    return nil
  }
}
