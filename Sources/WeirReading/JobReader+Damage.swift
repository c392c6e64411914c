import WeirCore
import WeirEpochLog
import WeirLinesStore
import WeirSQLite
import WeirStorage

extension JobReader {
  /// What is wrong with the output that a checkpoint lists and that its stores have still to apply:
  /// files that are lost, or not as they were sealed. Empty when all of it is there or applied.
  ///
  /// Segments of sinks that are none of Weir's own are not looked at.
  /// - Throws: `unusableCheckpoint` when the checkpoint is damaged or not kept (any more).
  public func damagedOutput(of checkpoint: CheckpointID) throws -> [WeirError] {
    let stores = try stores()
    var found: [WeirError] = []
    for (sink, commits) in try commits(of: checkpoint).sorted(by: { $0.key < $1.key }) {
      let store = stores.first { $0.name == sink.name }
      do {
        found += try LinesReader.damage(
          in: commits.map { $0.keeping(LinesReader.isPart) },
          directory: store?.directory ?? paths.store(of: sink), fileSystem: environment.fileSystem)
        for commit in commits.map({ $0.keeping(EpochLogReader.isLogged) }) {
          try verify(commit, of: sink, store)
        }
      } catch let error as WeirError where error.code == .unusableCheckpoint {
        found.append(error)
      }
    }
    return found
  }

  /// Reads the segments that some partition lacks. What is applied may be gone.
  private func verify(_ commit: EpochCommit, of sink: OperatorID, _ store: JobStore?) throws {
    let log = EpochLogReader(
      directory: paths.log(of: sink), jobID: jobID, sink: sink,
      fileSystem: environment.fileSystem, absence: .damage)
    do {
      try log.verify(try left(of: commit, store))
    } catch {
      // The running job may have applied them meanwhile, and removed the file.
      if try !left(of: commit, store).isEmpty { throw error }
    }
  }

  private func left(of commit: EpochCommit, _ store: JobStore?) throws -> [Segment] {
    let stored = try store.map(storedEpochs) ?? [:]
    return commit.segments.filter { segment in
      stored[segment.partition].map { $0 < commit.epoch } ?? true
    }
  }

  /// The epoch of each partition that has any.
  private func storedEpochs(_ store: JobStore) throws -> [Int: CheckpointID] {
    var epochs: [Int: CheckpointID] = [:]
    for entry in try environment.fileSystem.list(store.directory)
    where PartitionIdentity.isFileName(entry.name) {
      let path = FilePaths.join(store.directory, entry.name)
      let header = try SQLitePartitionReader.open(path, jobID: jobID, kind: nil)?.header
      if let header { epochs[header.identity.partition] = header.epoch }
    }
    return epochs
  }
}

extension EpochCommit {
  /// The commit with those of its segments for which `isIncluded` holds.
  fileprivate func keeping(_ isIncluded: (Segment) -> Bool) -> EpochCommit {
    EpochCommit(epoch: epoch, segments: segments.filter(isIncluded), previous: previous)
  }
}
