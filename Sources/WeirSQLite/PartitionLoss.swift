import WeirCore
import WeirStorage

/// What a store of partition files has lost, as far as its checkpoints can tell.
public enum PartitionLoss {
  /// Whether every file is there that the cut has data in. All files of a store are made before the
  /// first record flows.
  /// - Throws: `unusableCheckpoint` naming the first file that is gone.
  public static func checkPresence(_ directory: String, at cut: StoreCut) throws {
    for (partition, head) in (cut.heads ?? [:]).sorted(by: { $0.key < $1.key }) {
      let path = FilePaths.join(directory, PartitionIdentity.fileName(of: partition))
      guard try SQLiteFile.exists(path) else { throw absence(of: path, head: head) }
    }
  }

  /// Says why a snapshot cannot be brought to a cut, if that is no matter of time. Looks at the
  /// files anew: they are newer than the cut now, so an epoch up to it that a file lacks and the cut
  /// does not list was in the file once.
  /// - Parameters:
  ///   - directory: The store's.
  ///   - jobID: Whose store it must be.
  /// - Throws: `unusableCheckpoint` naming the first file that is not the newest one.
  public static func check(_ directory: String, jobID: String, at cut: StoreCut) throws {
    for (partition, head) in (cut.heads ?? [:]).sorted(by: { $0.key < $1.key }) {
      let path = FilePaths.join(directory, PartitionIdentity.fileName(of: partition))
      let reader = try SQLitePartitionReader.open(path, jobID: jobID, kind: nil)
      let stored = reader?.header.epoch
      if let stored, stored > cut.epoch { continue }
      guard lastKnown(partition, from: stored, cut) != head else { continue }
      throw WeirError(
        .unusableCheckpoint,
        "the file stands at \(stored?.description ?? "no epoch"), but \(cut.epoch) has changes up "
          + "to \(head) in it: it was replaced by an older one, or made anew; put the newest one "
          + "back, or begin anew with --fresh", at: .init(file: path))
    }
  }

  /// The error of a file that is gone.
  /// - Parameter head: The newest epoch that a checkpoint has in it.
  static func absence(of path: String, head: CheckpointID) -> WeirError {
    WeirError(
      .unusableCheckpoint,
      "the file is lost, and checkpoints have changes up to \(head) in it: put it back from a "
        + "backup, or begin anew with --fresh", at: .init(file: path))
  }

  /// The last epoch of a partition that the cut's commits lead to without a gap.
  private static func lastKnown(
    _ partition: Int, from stored: CheckpointID?, _ cut: StoreCut
  ) -> CheckpointID? {
    var last = stored
    for commit in cut.commits.sorted(by: { $0.epoch < $1.epoch })
    where commit.epoch <= cut.epoch && commit.partitions.contains(partition) {
      if let last, commit.epoch <= last { continue }
      guard commit.previous[partition] == last else { return nil }
      last = commit.epoch
    }
    return last
  }
}
