import WeirCore

/// Reads a split of a ``RateLimitedSource``.
public final class RateLimitedReader<Upstream: SplitReader>: SplitReader {
  public typealias Element = Upstream.Element

  private let upstream: Upstream
  private let limiter: SharedRateLimiter
  private let clock: any ProcessingClock
  /// What may still be read, once its moment has come.
  private var grant: RateLimiter.Grant?

  init(_ upstream: Upstream, _ limiter: SharedRateLimiter, _ clock: any ProcessingClock) {
    self.upstream = upstream
    self.limiter = limiter
    self.clock = clock
  }

  public var split: Upstream.SplitType { upstream.split }

  public func read(into batch: Batch<Element>, limit: Int) async throws -> ReadOutcome {
    let now = clock.monotonicNanoseconds()
    guard let current = grant ?? limiter.next(now: now) else {
      return try await upstream.read(into: batch, limit: limit)
    }
    grant = current
    if current.readyAtNanoseconds > now {
      let wait = Int64(clamping: current.readyAtNanoseconds - now)
      return .idle(retryAfter: .nanoseconds(wait))
    }
    let before = batch.count
    let outcome = try await upstream.read(into: batch, limit: min(limit, current.count))
    let left = current.count - (batch.count - before)
    grant = left > 0 ? RateLimiter.Grant(count: left, readyAtNanoseconds: 0) : nil
    return outcome
  }

  public var fractionRead: Double? { upstream.fractionRead }

  public func close() async { await upstream.close() }
}
