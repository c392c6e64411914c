/// Whether and when an asynchronous call that failed or took too long is made again.
public struct CallRetries: Sendable, Equatable {
  /// How many calls may follow the first one.
  public let limit: Int
  /// The delay before the first retry.
  public let base: Duration
  /// No delay is longer.
  public let ceiling: Duration

  /// The first failure counts.
  public static var none: CallRetries { CallRetries(limit: 0, base: .zero, ceiling: .zero) }

  /// The same delay each time.
  public static func fixed(_ limit: Int, delay: Duration) -> CallRetries {
    CallRetries(limit: limit, base: delay, ceiling: delay)
  }

  /// Delays double from `base` up to `ceiling`.
  public static func exponential(
    _ limit: Int, base: Duration = .milliseconds(100), ceiling: Duration = .seconds(30)
  ) -> CallRetries {
    CallRetries(limit: limit, base: base, ceiling: ceiling)
  }

  /// The delay in milliseconds before retry number `count` (from 1), or nil when there is to be
  /// none.
  public func delay(beforeRetry count: Int) -> Int64? {
    guard count >= 1, count <= limit else { return nil }
    let factor = Int64(1) << Int64(min(count - 1, 40))
    let (doubled, overflow) = base.milliseconds.multipliedReportingOverflow(by: factor)
    return min(overflow ? .max : doubled, ceiling.milliseconds)
  }

  /// What is wrong with it, or nil.
  public var problem: String? {
    if limit < 0 { return "retries cannot be \(limit); say .none for no retries" }
    if base < .zero || ceiling < base {
      return "the delay of retries must not be negative or above its ceiling"
    }
    return nil
  }
}
