/// Hands out moments at which records may be read, in the order in which readers ask.
///
/// Each grant is for the records of about 5 ms and lies behind the one before by the time that its
/// records take, so the readers of a source take turns and the total rate is exact whatever the
/// share of each. A reader that comes late may catch up for what was missed in the last 100 ms.
///
/// Invariant: grants for any span of time allow no more than the rate times (span + 100 ms), plus
/// one grant.
struct RateLimiter {
  /// Permission to read some records from a moment on.
  struct Grant: Equatable {
    var count: Int
    /// On the monotonic clock.
    var readyAtNanoseconds: UInt64
  }

  private let nanosecondsEach: Double
  private let countPerGrant: Int
  private var origin: UInt64?
  /// When the next grant is due, in nanoseconds after the origin.
  private var nextDue = 0.0

  static var grantNanoseconds: Double { 5e6 }
  static var catchUpNanoseconds: Double { 1e8 }

  /// - Parameter recordsPerSecond: Positive and finite.
  init(recordsPerSecond: Double) {
    nanosecondsEach = 1e9 / recordsPerSecond
    countPerGrant = max(1, Int(min(Self.grantNanoseconds / nanosecondsEach, 1e6)))
  }

  mutating func next(now: UInt64) -> Grant {
    let start = origin ?? now
    origin = start
    let elapsed = now > start ? Double(now - start) : 0
    let due = max(nextDue, elapsed - Self.catchUpNanoseconds)
    nextDue = due + Double(countPerGrant) * nanosecondsEach
    // A rate of less than one record in centuries does not fit the clock and means never.
    let ready = UInt64(exactly: due.rounded()).map { start.addingReportingOverflow($0) }
    let readyAt = ready.flatMap { $0.overflow ? nil : $0.partialValue } ?? .max
    return Grant(count: countPerGrant, readyAtNanoseconds: readyAt)
  }
}
