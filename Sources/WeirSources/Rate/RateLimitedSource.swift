import Synchronization
import WeirCore

/// A source that reads no more than so many records a second; see
/// `Source.rateLimited(recordsPerSecond:)`.
public struct RateLimitedSource<Upstream: Source>: Source {
  public typealias Element = Upstream.Element
  public typealias Reader = RateLimitedReader<Upstream.Reader>

  let upstream: Upstream
  let recordsPerSecond: Double
  private let shared: SharedRateLimiter

  init(_ upstream: Upstream, recordsPerSecond: Double) {
    self.upstream = upstream
    self.recordsPerSecond = recordsPerSecond
    shared = SharedRateLimiter(recordsPerSecond: recordsPerSecond)
  }

  public var label: String {
    // A rate of no limit is left out, one that is refused is shown as it is.
    if recordsPerSecond == 0 { return upstream.label }
    let rate = Int64(exactly: recordsPerSecond).map(String.init) ?? "\(recordsPerSecond)"
    return "\(upstream.label), \(rate)/s"
  }
  public var isBounded: Bool { upstream.isBounded }
  public var isReplayable: Bool { upstream.isReplayable }
  public var discoveryInterval: Duration? { upstream.discoveryInterval }

  public var problem: String? {
    guard recordsPerSecond >= 0, recordsPerSecond.isFinite else {
      return "the rate is \(recordsPerSecond) records a second; give a positive number, or 0 for "
        + "no limit"
    }
    return upstream.problem
  }

  public func discoverSplits(_ context: SourceContext) async throws -> [SplitType] {
    try await upstream.discoverSplits(context)
  }

  public func makeReader(
    for split: SplitType, _ context: SourceContext
  ) async throws -> RateLimitedReader<Upstream.Reader> {
    RateLimitedReader(
      try await upstream.makeReader(for: split, context), shared, context.environment.clock)
  }

  public var canRedrive: Bool { upstream.canRedrive }

  public func read(
    _ request: RedriveRequest, into batch: Batch<Element>, _ context: SourceContext
  ) async throws {
    try await upstream.read(request, into: batch, context)
  }
}

extension Source {
  /// The same source, reading no more than `recordsPerSecond` records a second over all its
  /// subtasks and splits together, evenly spread. 0 means no limit.
  ///
  /// ```swift
  /// let input = CSVSource(path, of: Flight.self).rateLimited(recordsPerSecond: 500)
  /// let flights = flow.source("flights", input)
  /// ```
  ///
  /// Waiting never holds a barrier up: the reader says when it wants to be asked again.
  public func rateLimited(recordsPerSecond: Double) -> RateLimitedSource<Self> {
    RateLimitedSource(self, recordsPerSecond: recordsPerSecond)
  }

  /// See `rateLimited(recordsPerSecond:)` with a `Double`.
  public func rateLimited(recordsPerSecond: Int) -> RateLimitedSource<Self> {
    RateLimitedSource(self, recordsPerSecond: Double(recordsPerSecond))
  }
}

/// The limiter that all readers of a source ask.
final class SharedRateLimiter: Sendable {
  private let limiter: Mutex<RateLimiter?>

  /// - Parameter recordsPerSecond: Anything but a positive number means no limit.
  init(recordsPerSecond: Double) {
    let isLimited = recordsPerSecond > 0 && recordsPerSecond.isFinite
    limiter = Mutex(isLimited ? RateLimiter(recordsPerSecond: recordsPerSecond) : nil)
  }

  /// The next grant; nil when there is no limit.
  func next(now: UInt64) -> RateLimiter.Grant? { limiter.withLock { $0?.next(now: now) } }
}
