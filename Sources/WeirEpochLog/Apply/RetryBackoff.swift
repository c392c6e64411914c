import WeirCore

/// How long to wait after a failure: the base, doubled with each further one, and a random part on
/// top, so that those who failed together do not come back together; never more than the cap.
struct RetryBackoff: Equatable, Sendable {
  private let base: UInt64
  private let jitter: UInt64
  private let cap: UInt64

  init(_ options: StoreOptions) {
    base = options.retryBase.nanoseconds
    jitter = options.retryJitter.nanoseconds
    cap = options.retryCap.nanoseconds
  }

  /// - Parameters:
  ///   - failureCount: Failures in a row, this one included.
  ///   - random: 64 random bits.
  func delay(failureCount: Int, random: UInt64) -> Duration {
    let doublings = min(63, max(1, failureCount) - 1)
    let (high, low) = base.multipliedFullWidth(by: 1 << UInt64(doublings))
    let wait = high > 0 ? .max : low
    // The part of a range of jitter + 1 that the random bits fall into; all of them are equal.
    let part = jitter == .max ? random : random.multipliedFullWidth(by: jitter + 1).high
    let (sum, overflow) = wait.addingReportingOverflow(part)
    return .nanoseconds(Int64(clamping: min(cap, overflow ? .max : sum)))
  }
}

extension Duration {
  /// From nothing to as much as 64 bits count.
  var nanoseconds: UInt64 {
    let (seconds, attoseconds) = components
    guard seconds >= 0, attoseconds >= 0 else { return 0 }
    let (scaled, overflow) = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, carried) = scaled.addingReportingOverflow(UInt64(attoseconds / 1_000_000_000))
    return overflow || carried ? .max : sum
  }
}
