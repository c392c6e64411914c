import WeirCore

/// Why an attempt ended without an error.
public enum JobEnd: Sendable, Equatable {
  /// Every source was read to its end, and the checkpoint that covers everything is applied.
  case finished(CheckpointID)
  /// The job was stopped; it goes on from that checkpoint, which is applied.
  case stopped(CheckpointID)

  /// The last checkpoint.
  public var checkpoint: CheckpointID {
    switch self {
    case .finished(let checkpoint), .stopped(let checkpoint): checkpoint
    }
  }
}
