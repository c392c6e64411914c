import WeirCheckpoints
import WeirCore
import WeirLinesStore
import WeirSearchStore
import WeirStorage
import WeirTableStore

/// All stores of a job at one epoch.
struct JobCut {
  let epoch: CheckpointID
  let lines: [String: LinesSnapshot]
  let tables: [String: TableSnapshot]
  let indexes: [String: SearchSnapshot]

  /// The newest cut; nil when no checkpoint is complete yet, or when a store changed so fast that
  /// what was opened is too old: ask again.
  static func take(
    _ options: CutReaderOptions, _ environment: Environment
  ) async throws -> JobCut? {
    let paths = JobPaths(dataDirectory: options.data, job: options.job)
    guard let record = try await AttemptRecord.read(paths, environment) else { return nil }
    let files = environment.fileSystem
    let sinks = try sinks(paths, files)
    var snapshots: [String: any StoreSnapshot] = [:]
    do {
      // All snapshots first and the newest manifest after them: no store can be ahead of it then.
      for sink in sinks {
        let id = OperatorID(sink)
        let (store, log) = (paths.store(of: id), paths.log(of: id))
        if options.tables.contains(sink) {
          snapshots[sink] = try TableSnapshot(
            directory: store, logDirectory: log, jobID: record.jobID, sink: id, fileSystem: files)
        } else if options.indexes.contains(sink) {
          snapshots[sink] = try SearchSnapshot(
            directory: store, logDirectory: log, jobID: record.jobID, sink: id, fileSystem: files)
        } else {
          snapshots[sink] = LinesSnapshot(directory: store, fileSystem: files)
        }
      }
      let store = CheckpointStore(paths: paths, jobID: record.jobID, environment: environment)
      let manifests = try await store.list().compactMap(\.manifest)
      guard let newest = manifests.last else { return nil }
      for (sink, snapshot) in snapshots {
        try snapshot.position(at: cut(of: sink, manifests, newest.id))
      }
      return JobCut(epoch: newest.id, snapshots)
    } catch is SnapshotExpired {
      return nil
    } catch let error as WeirError where error.isRetriable {
      return nil
    }
  }

  private init(epoch: CheckpointID, _ snapshots: [String: any StoreSnapshot]) {
    self.epoch = epoch
    lines = snapshots.compactMapValues { $0 as? LinesSnapshot }
    tables = snapshots.compactMapValues { $0 as? TableSnapshot }
    indexes = snapshots.compactMapValues { $0 as? SearchSnapshot }
  }

  private static func sinks(_ paths: JobPaths, _ files: any FileSystem) throws -> [String] {
    guard try files.status(paths.stores)?.kind == .directory else { return [] }
    return try files.list(paths.stores).filter { $0.kind == .directory }.map { entry in
      SafeName.decode(entry.name).map { String(decoding: $0, as: UTF8.self) } ?? entry.name
    }
  }

  /// What all manifests together say of one store.
  private static func cut(
    of sink: String, _ manifests: [Manifest], _ epoch: CheckpointID
  ) -> StoreCut {
    var commits: [CheckpointID: EpochCommit] = [:]
    for manifest in manifests {
      for unapplied in manifest.unapplied where unapplied.sink.utf8.elementsEqual(sink.utf8) {
        commits[unapplied.commit.epoch] = unapplied.commit
      }
    }
    return StoreCut(epoch: epoch, commits: commits.values.sorted { $0.epoch < $1.epoch })
  }
}
