/// What travels through a channel, always in the order in which it was sent.
public enum StreamElement: Sendable {
  /// Records.
  case batch(AnyBatch)
  /// No record with a time at or before this one follows on this channel.
  case watermark(EventTime)
  /// Everything before it belongs to the checkpoint, everything after it does not.
  case barrier(Barrier)
  /// The channel will be silent for a while and must not hold watermarks back.
  case idle
  /// The channel is no longer idle.
  case active
  /// Nothing follows.
  case end
}

/// The marker that cuts a stream into epochs (Chandy and Lamport, "Distributed Snapshots", 1985).
public struct Barrier: Sendable, Equatable {
  /// The checkpoint that it belongs to.
  public let checkpoint: CheckpointID
  /// Whether the job ends with this checkpoint: nothing but end of input follows it.
  public let isFinal: Bool
  public init(checkpoint: CheckpointID, isFinal: Bool = false) {
    self.checkpoint = checkpoint
    self.isFinal = isFinal
  }
}
