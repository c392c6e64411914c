import WeirCore

/// A checkpoint between its begin and the durability of its manifest.
struct PendingCheckpoint: Equatable {
  /// Why it was begun.
  enum Purpose: Equatable {
    /// The interval passed, or someone asked.
    case regular
    /// The last one before a stop; the job can go on from it.
    case stop
    /// The last one of a job whose sources are all read.
    case end
  }

  let id: CheckpointID
  let purpose: Purpose
  var acknowledgements: [SubtaskID: Acknowledgement] = [:]

  var isFinal: Bool { purpose != .regular }
  var barrier: Barrier { Barrier(checkpoint: id, isFinal: isFinal) }

  /// How the job ends when it is complete; nil when it goes on.
  var jobEnd: JobEnd? {
    switch purpose {
    case .regular: nil
    case .stop: .stopped(id)
    case .end: .finished(id)
    }
  }
}

/// An acknowledged checkpoint: what its manifest says besides the job's identity.
public struct CompletedCheckpoint: Sendable, Equatable {
  public let id: CheckpointID
  /// Whether every source was read to its end before the barrier.
  public let isFinished: Bool
  /// The state files, ordered by chain and subtask.
  public let members: [StateMember]
  /// For each sink the epochs that are not applied yet, oldest first; this one is the last.
  public let unapplied: [OperatorID: [EpochCommit]]
  /// For each sink and partition the newest epoch with data, this one included.
  public let heads: [OperatorID: [Int: CheckpointID]]

  public init(
    id: CheckpointID, isFinished: Bool, members: [StateMember],
    unapplied: [OperatorID: [EpochCommit]], heads: [OperatorID: [Int: CheckpointID]] = [:]
  ) {
    self.id = id
    self.isFinished = isFinished
    self.members = members
    self.unapplied = unapplied
    self.heads = heads
  }
}
