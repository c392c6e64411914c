/// One epoch of one store, as a reader needs it.
public struct StoreCut: Sendable, Equatable {
  /// The reader sees everything up to this epoch and nothing of a later one.
  public let epoch: CheckpointID
  /// What is known of the store's epochs up to ``epoch``, oldest first: those that were not applied
  /// when its manifest was written, and those of every retained checkpoint. A partition behind
  /// ``epoch`` is brought there with them.
  public let commits: [EpochCommit]
  /// For each partition the last epoch up to ``epoch`` in which it had data, absent when it had
  /// none; nil when that is not known, and a partition's gap at the end goes unnoticed.
  public let heads: [Int: CheckpointID]?

  public init(
    epoch: CheckpointID, commits: [EpochCommit], heads: [Int: CheckpointID]? = nil
  ) {
    self.epoch = epoch
    self.commits = commits
    self.heads = heads
  }
}

/// Read snapshots of a store, opened and then brought to one epoch.
///
/// A cut over several stores opens the snapshots of all of them first and reads the newest manifest
/// after that: no partition can then be ahead of it. Readers never write to a store.
public protocol StoreSnapshot: AnyObject {
  /// Brings every partition to the cut's epoch.
  /// - Throws: ``SnapshotExpired`` when what is needed is gone by now: begin again with a newer
  ///   snapshot. Other errors are of the store.
  func position(at cut: StoreCut) throws
}

/// What a reader needed was removed while it read; a new snapshot of a newer epoch will do.
public struct SnapshotExpired: Error, Sendable {
  public init() {}
}
