import WeirCore

/// Whether and when a failed job is run again from its last checkpoint, inside the same process.
public struct RestartStrategy: Sendable, Equatable {
  public enum Kind: String, Sendable, CaseIterable { case exponential, fixed, none }
  public let kind: Kind
  /// The first delay, and every delay of a fixed strategy.
  public let base: Duration
  /// No delay is longer.
  public let ceiling: Duration
  /// So many restarts without a completed checkpoint between them; then the job fails.
  public let limit: Int

  /// Delays double from 100 ms up to 30 s, each with up to half of itself added at random.
  public static func exponential(
    base: Duration = .milliseconds(100), ceiling: Duration = .seconds(30), limit: Int = 10
  ) -> RestartStrategy {
    RestartStrategy(kind: .exponential, base: base, ceiling: ceiling, limit: limit)
  }

  /// The same delay each time.
  public static func fixed(delay: Duration = .seconds(1), limit: Int = 10) -> RestartStrategy {
    RestartStrategy(kind: .fixed, base: delay, ceiling: delay, limit: limit)
  }

  /// The first failure ends the job.
  public static var none: RestartStrategy {
    RestartStrategy(kind: .none, base: .zero, ceiling: .zero, limit: 0)
  }

  /// The delay before restart number `count` (from 1), or nil when there is to be none.
  public func delay(beforeRestart count: Int, random: UInt64) -> Duration? {
    guard count <= limit else { return nil }
    switch kind {
    case .none: return nil
    case .fixed: return base
    case .exponential:
      let doubled = base.milliseconds.multipliedReportingOverflow(by: 1 << min(count - 1, 30))
      let delay = min(doubled.overflow ? .max : doubled.partialValue, ceiling.milliseconds)
      return .milliseconds(delay + Int64(random % UInt64(max(1, delay / 2))))
    }
  }
}
