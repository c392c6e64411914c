import WeirCheckpoints
import WeirCore
import WeirStorage

/// Reads the stores of a job at one epoch, from any process, while the job runs or after it.
///
/// ```swift
/// let reader = try JobReader(dataDirectory: "weir-data", job: "plays")
/// let cut = try reader.cut()
/// let event = try cut.table("track_events", of: TrackEvent.self).get("p2416")
/// let found = try cut.search("sessions").search(SearchQuery("summer radio"))
/// let lineCount = try cut.lines("archive").lineCount()
/// ```
///
/// Table, index and lines of a cut hold exactly what the checkpoint of its epoch covers: stores
/// that lag behind it are brought there by their epoch logs, stores that are ahead are wound back. The
/// newest epoch of a reader never goes back. Nothing is ever written, no lock is taken. Every call
/// blocks.
public struct JobReader: Sendable {
  /// Which epoch is asked for.
  public enum Epoch: Sendable, Equatable {
    /// The newest durable one.
    case latest
    /// That of a checkpoint which is still kept.
    case checkpoint(CheckpointID)
  }

  let paths: JobPaths
  let environment: Environment
  private let checkpoints: CheckpointReader

  /// - Parameters:
  ///   - dataDirectory: What the runner calls `--data`.
  ///   - job: The job's name.
  /// - Throws: `unusableCheckpoint` when no job of that name was ever run there.
  public init(dataDirectory: String, job: String, environment: Environment = .system()) throws {
    paths = JobPaths(dataDirectory: dataDirectory, job: job)
    self.environment = environment
    checkpoints = try CheckpointReader(paths: paths, environment: environment)
  }

  /// The epoch of the newest complete checkpoint; nil while there is none, and nothing to read.
  /// - Throws: `unusableCheckpoint` when its manifest is damaged.
  public func newestEpoch() throws -> CheckpointID? { try checkpoints.newest()?.id }

  /// The epochs that can be asked for, oldest first.
  public func epochs() throws -> [CheckpointID] { try checkpoints.retained().map(\.id) }

  /// The stores that there are. A sink that has not written yet has none.
  public func stores() throws -> [JobStore] {
    try JobStore.all(paths, jobID: checkpoints.jobID, environment.fileSystem)
  }

  /// The random identity of the job's directory.
  var jobID: String { checkpoints.jobID }

  /// What a checkpoint lists that some store had not applied when it was made, by sink.
  func commits(of checkpoint: CheckpointID) throws -> [OperatorID: [EpochCommit]] {
    try checkpoints.manifest(checkpoint).commits
  }

  /// One epoch over the stores of the job.
  ///
  /// A cut keeps the tables' and indexes' files from being tidied up, so let go of it soon.
  /// - Parameters:
  ///   - epoch: Which one.
  ///   - names: The stores that will be read; nil: all.
  /// - Throws: `unusableCheckpoint` when no checkpoint is complete yet, the one asked for is not
  ///   kept (any more), or a store is damaged; `usage` when a name is none of a store.
  public func cut(_ epoch: Epoch = .latest, of names: [String]? = nil) throws -> StoresCut {
    var rounds = 0
    while true {
      rounds += 1
      do {
        return try take(epoch, names)
      } catch is SnapshotExpired where rounds < Self.roundLimit {
        continue
      } catch is SnapshotExpired {
        throw WeirError(
          .unusableCheckpoint,
          "in \(rounds) attempts the stores could not be read at one epoch: either files of a store"
            + " are missing (run weir checkpoints JOB verify), or the job makes checkpoints faster"
            + " than its stores can be opened: keep more of them with --checkpoint-retained",
          at: .init(file: paths.directory))
      } catch let error as WeirError where error.isRetriable && rounds < Self.failureLimit {
        continue
      }
    }
  }

  /// Between opening a store and reading the newest manifest a fast job may complete and remove
  /// several checkpoints.
  private static let roundLimit = 100
  private static let failureLimit = 5

  private func take(_ epoch: Epoch, _ names: [String]?) throws -> StoresCut {
    // All snapshots first and the newest manifest after them: no store can be ahead of it then.
    let known = try stores()
    let opened = try known.filter { names?.contains($0.name) ?? true }.map { store in
      try OpenedStore(
        store, log: paths.log(of: OperatorID(store.name)), jobID: checkpoints.jobID,
        environment.fileSystem)
    }
    let cut: JobCut
    switch epoch {
    case .latest: cut = try checkpoints.cut(at: .latest)
    case .checkpoint(let id): cut = try checkpoints.cut(at: .checkpoint(id))
    }
    // A store that came into being in between was not opened.
    for sink in cut.sinks where !known.contains(where: { $0.name == sink.name }) {
      throw SnapshotExpired()
    }
    for store in opened { try store.snapshot.position(at: cut.store(OperatorID(store.store.name))) }
    let result = StoresCut(epoch: cut.epoch, known: known, opened: opened, paths: paths)
    for name in names ?? [] where !known.contains(where: { $0.name == name }) {
      throw result.absence(of: name, nil)
    }
    return result
  }
}
