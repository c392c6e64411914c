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
  /// Sources wait while the stores have more than so many manifested bytes left to apply, until it
  /// is half as much.
  public var unappliedByteLimit: Int64
  /// How long the end of a run waits for stores none of which does anything.
  public var drainTimeout: Duration

  public init(
    interval: Duration? = .seconds(1), timeout: Duration = .minutes(10), retainedCount: Int = 3,
    declineLimit: Int = 3, unappliedByteLimit: Int64 = 1 << 30,
    drainTimeout: Duration = .seconds(30)
  ) {
    self.interval = interval
    self.timeout = timeout
    self.retainedCount = max(1, retainedCount)
    self.declineLimit = max(0, declineLimit)
    self.unappliedByteLimit = max(1, unappliedByteLimit)
    self.drainTimeout = drainTimeout
  }
}
