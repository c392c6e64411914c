import WeirCore

/// What is asked of a subtask from outside its streams. Commands wait in the subtask's gate and are
/// handled by its one loop between two steps, never by another method while it is suspended.
enum SubtaskCommand: Sendable, Equatable {
  /// All sources have said where they stand: read; for sources.
  case start
  /// Put a barrier into the stream before the next record; for sources.
  case inject(Barrier)
  /// Release the alignment of a checkpoint that will not be completed.
  case abort(CheckpointID)
  /// A checkpoint is durable.
  case complete(CheckpointID)
  /// Read no further, or go on; for sources.
  case throttle(Bool)
  /// Look again: a reader has records, or a timer is due.
  case wake
  /// Results of asynchronous calls are there.
  case callsEnded
}
