/// How a store is, as its applier sees it.
public struct StoreStatus: Sendable, Equatable {
  /// Whether calls go to the store.
  public enum Breaker: String, Sendable {
    /// It works.
    case closed
    /// It failed too often: nothing is tried until some time has passed.
    case open
    /// One call is tried.
    case halfOpen
  }

  public var breaker: Breaker
  /// Failures in a row; 0 when the last call worked.
  public var failureCount: Int
  /// What the last failure was; nil when the last call worked.
  public var lastFailure: String?
  /// Changes that the store refused for good since the start of the attempt.
  public var rejectedCount: UInt64
  /// Changes applied since the start of the attempt, those of an epoch that is not over included:
  /// while it grows the store is at work, however long an epoch takes.
  public var appliedCount: UInt64

  public init(
    breaker: Breaker = .closed, failureCount: Int = 0, lastFailure: String? = nil,
    rejectedCount: UInt64 = 0, appliedCount: UInt64 = 0
  ) {
    self.breaker = breaker
    self.failureCount = failureCount
    self.lastFailure = lastFailure
    self.rejectedCount = rejectedCount
    self.appliedCount = appliedCount
  }
}
