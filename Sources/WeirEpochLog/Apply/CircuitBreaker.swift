import WeirCore

/// Decides whether a call may go to a store that fails.
///
/// Invariants: closed, every call goes; open, none does before its time is over; half open, exactly
/// one is under way, and its end alone decides what follows.
struct CircuitBreaker: Equatable, Sendable {
  enum State: Equatable, Sendable {
    case closed
    /// Until this instant, in nanoseconds.
    case open(until: UInt64)
    /// The one call is under way.
    case halfOpen
  }

  /// What a call is told.
  enum Admission: Equatable, Sendable {
    case go
    /// It goes as the one that tries an open breaker.
    case probe
    /// It asks again after so many nanoseconds.
    case wait(UInt64)
  }

  private(set) var state = State.closed
  /// The longest row of failures since the last success.
  private(set) var failureCount = 0
  private let failureLimit: Int
  private let openNanoseconds: UInt64
  private let pollNanoseconds: UInt64

  /// - Parameters:
  ///   - failureLimit: Failures in a row after which it opens.
  ///   - openDuration: How long it stays open before it lets one call through.
  ///   - pollInterval: After which those who wait for that call's end ask again.
  init(failureLimit: Int, openDuration: Duration, pollInterval: Duration) {
    self.failureLimit = max(1, failureLimit)
    openNanoseconds = max(1, openDuration.nanoseconds)
    pollNanoseconds = max(1, pollInterval.nanoseconds)
  }

  /// Whether a call may go at the instant `now`. One that was admitted must end with
  /// ``succeeded(_:)``, ``failed(_:row:at:)`` or ``withdrawn(_:at:)``.
  mutating func admit(at now: UInt64) -> Admission {
    switch state {
    case .closed: return .go
    case .open(let until) where now < until: return .wait(until - now)
    case .open:
      state = .halfOpen
      return .probe
    case .halfOpen: return .wait(pollNanoseconds)
    }
  }

  /// An admitted call has worked.
  mutating func succeeded(_ admission: Admission) {
    // What began before it opened says nothing about now.
    guard admission == .probe || state == .closed else { return }
    state = .closed
    failureCount = 0
  }

  /// An admitted call has failed, as the last of `row` failures without a success between them.
  mutating func failed(_ admission: Admission, row: Int, at now: UInt64) {
    failureCount = max(failureCount, row)
    if admission == .probe || (state == .closed && row >= failureLimit) { open(at: now) }
  }

  /// An admitted call was given up without finding out anything about the store.
  mutating func withdrawn(_ admission: Admission, at now: UInt64) {
    if admission == .probe { open(at: now) }
  }

  private mutating func open(at now: UInt64) {
    let (until, overflow) = now.addingReportingOverflow(openNanoseconds)
    state = .open(until: overflow ? .max : until)
  }
}
