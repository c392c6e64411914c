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
  /// Tells every subtask that a checkpoint is durable, so that what was sealed for it, or before, is
  /// no longer the subtask's care. Stores may still have to apply it. It stands for every earlier
  /// checkpoint too.
  func complete(_ checkpoint: CheckpointID)
  /// Tells every source subtask to read no further, or to go on. Barriers pass all the same, and
  /// waiting is not idleness.
  func throttle(_ isThrottling: Bool)
}
