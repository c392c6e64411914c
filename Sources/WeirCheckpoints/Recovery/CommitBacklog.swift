import WeirCore

/// What stores have left to apply when an attempt begins, and where their epochs stand.
public struct CommitBacklog: Sendable, Equatable {
  /// The checkpoint that the attempt goes on from; nil: from nothing.
  public var checkpoint: CheckpointID?
  /// Whether that checkpoint covers all input, so that nothing is left but to apply.
  public var isFinished: Bool
  /// For each sink the adopted epochs, oldest first. Sinks that have none are absent.
  public var unapplied: [OperatorID: [EpochCommit]]
  /// For each sink and partition the newest epoch with data, applied or not.
  public var heads: [OperatorID: [Int: CheckpointID]]

  public init(
    checkpoint: CheckpointID? = nil, isFinished: Bool = false,
    unapplied: [OperatorID: [EpochCommit]] = [:], heads: [OperatorID: [Int: CheckpointID]] = [:]
  ) {
    self.checkpoint = checkpoint
    self.isFinished = isFinished
    self.unapplied = unapplied
    self.heads = heads
  }

  /// Whether every store is where the checkpoint is.
  public var isEmpty: Bool { unapplied.isEmpty }
}
