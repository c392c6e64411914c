/// The epochs of one sink between two checkpoints.
public struct EpochSpan: Sendable, Equatable {
  /// The span begins after this epoch; 0 for the job's beginning.
  public let after: CheckpointID
  /// The last epoch of the span.
  public let upTo: CheckpointID
  /// What the checkpoints of the span list as their own, oldest first.
  public let commits: [EpochCommit]

  public init(after: CheckpointID, upTo: CheckpointID, commits: [EpochCommit]) {
    self.after = after
    self.upTo = upTo
    self.commits = commits
  }

  public func contains(_ epoch: CheckpointID) -> Bool { after < epoch && epoch <= upTo }
}
