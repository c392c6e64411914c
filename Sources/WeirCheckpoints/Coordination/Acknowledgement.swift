import WeirCore

/// What a subtask reports once its part of a checkpoint is durable.
public struct Acknowledgement: Sendable, Equatable {
  public let subtask: SubtaskID
  public let checkpoint: CheckpointID
  /// The subtask's state file; nil when it has no state.
  public let member: StateMember?
  /// For each sink whose writer the subtask holds: every segment sealed since the last checkpoint
  /// that the subtask knows to be complete, in order. Segments of aborted checkpoints ride along;
  /// those that a manifest of this attempt lists already are left out by the coordinator.
  public let segments: [OperatorID: [Segment]]

  public init(
    subtask: SubtaskID, checkpoint: CheckpointID, member: StateMember? = nil,
    segments: [OperatorID: [Segment]] = [:]
  ) {
    self.subtask = subtask
    self.checkpoint = checkpoint
    self.member = member
    self.segments = segments
  }
}
