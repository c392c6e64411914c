extension Duration {
  /// A duration of whole minutes.
  @inlinable public static func minutes(_ count: Int64) -> Duration { saturated(count, 60) }
  /// A duration of whole hours.
  @inlinable public static func hours(_ count: Int64) -> Duration { saturated(count, 3600) }
  /// A duration of whole days of 24 hours.
  @inlinable public static func days(_ count: Int64) -> Duration { saturated(count, 86_400) }

  /// Whole milliseconds, rounded towards zero and clamped to `Int64`.
  @inlinable public var milliseconds: Int64 {
    let (seconds, attoseconds) = components
    let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1000)
    if overflow { return seconds < 0 ? .min : .max }
    let (sum, carried) = scaled.addingReportingOverflow(attoseconds / 1_000_000_000_000_000)
    return carried ? (seconds < 0 ? .min : .max) : sum
  }

  @inlinable static func saturated(_ count: Int64, _ secondsEach: Int64) -> Duration {
    let (seconds, overflow) = count.multipliedReportingOverflow(by: secondsEach)
    return .seconds(overflow ? (count < 0 ? Int64.min : Int64.max) : seconds)
  }
}
