import WeirCore

/// How often checkpoints are made, and how much of them is kept.
public struct CheckpointOptions: Sendable, Equatable {
  /// From the begin of one checkpoint to the next; nil: only when asked for, and at the end.
  public var interval: Duration?
  /// A checkpoint that is not acknowledged by then is aborted; the job goes on.
  public var timeout: Duration
  /// How many complete checkpoints are kept, at least 1.
  public var retainedCount: Int
  /// So many checkpoints in a row may be declined; one more fails the attempt.
  public var declineLimit: Int
  /// No checkpoint begins while so many epochs of one store wait to be applied, so manifests stay
  /// small when a store cannot keep up.
  public var unappliedEpochLimit: Int

  public init(
    interval: Duration? = .seconds(1), timeout: Duration = .minutes(10), retainedCount: Int = 3,
    declineLimit: Int = 3, unappliedEpochLimit: Int = 64
  ) {
    self.interval = interval
    self.timeout = timeout
    self.retainedCount = max(1, retainedCount)
    self.declineLimit = max(0, declineLimit)
    self.unappliedEpochLimit = max(1, unappliedEpochLimit)
  }
}
