import WeirCore

/// The subtasks, as the coordinator speaks to them. Calls come one after the other, return at
/// once, and reach each subtask in the order in which they were made.
public protocol CheckpointParticipants: Sendable {
  /// Asks every source subtask to put the barrier into its stream before its next record.
  ///
  /// A final barrier comes again, with a higher checkpoint, when its checkpoint was aborted.
  func inject(_ barrier: Barrier)
  /// Tells every subtask to release its alignment for a checkpoint that will not be completed.
  /// What was sealed for it belongs to the next one.
  func abort(_ checkpoint: CheckpointID)
  /// Tells every subtask that a checkpoint is durable and every store has applied it. It stands for
  /// every earlier checkpoint too: those are not reported one by one.
  func complete(_ checkpoint: CheckpointID)
}
