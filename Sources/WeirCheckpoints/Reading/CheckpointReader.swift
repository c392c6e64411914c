import WeirCore
import WeirStorage

/// Reads a job's checkpoints beside the job, from any process: it takes no lock, writes nothing, and
/// bears that checkpoints come and go meanwhile. Its calls read small files and may block.
public struct CheckpointReader: Sendable {
  /// Which checkpoint is asked for.
  public enum Request: Sendable, Equatable {
    /// The newest durable one.
    case latest
    case checkpoint(CheckpointID)
  }

  private let store: CheckpointStore
  private var paths: JobPaths { store.paths }

  /// - Throws: `unusableCheckpoint` when the directory's record is damaged, or when no job was ever
  ///   begun there.
  public init(paths: JobPaths, environment: Environment) throws {
    guard let record = try AttemptRecord.read(paths, environment.fileSystem) else {
      throw WeirError(
        .unusableCheckpoint, "no job was ever run here: name its directory with --data",
        at: .init(file: paths.directory))
    }
    store = CheckpointStore(paths: paths, jobID: record.jobID, environment: environment)
  }

  /// The random identity of the directory, which every file of the job carries.
  public var jobID: String { store.jobID }

  /// The newest durable manifest; nil when no checkpoint was ever completed.
  /// - Throws: `unusableCheckpoint` when it is damaged: an older one is never taken for the newest.
  public func newest() throws -> Manifest? {
    let identifiers = try CheckpointStore.identifiers(in: paths, store.fileSystem)
    // From the newest down: those without a manifest are not complete yet, or are being removed.
    for id in identifiers.reversed() {
      if let manifest = try store.readManifest(id, in: paths.checkpoint(id)) { return manifest }
    }
    return nil
  }

  /// The manifest of one checkpoint.
  /// - Throws: `unusableCheckpoint` when it is damaged, or not there (any more).
  public func manifest(_ id: CheckpointID) throws -> Manifest {
    if let manifest = try store.readManifest(id, in: paths.checkpoint(id)) { return manifest }
    let kept = try retained().map(\.id.description)
    let choice = kept.isEmpty ? "no checkpoint is complete" : "there are " + kept.joined(separator: ", ")
    throw WeirError(
      .unusableCheckpoint, "\(id) is not kept (any more): \(choice)",
      at: .init(file: paths.checkpoint(id)))
  }

  /// The manifests of all checkpoints that are kept, oldest first. Damaged ones are left out.
  public func retained() throws -> [Manifest] {
    try CheckpointStore.identifiers(in: paths, store.fileSystem).compactMap { id in
      do {
        return try store.readManifest(id, in: paths.checkpoint(id))
      } catch let error as WeirError where error.code == .unusableCheckpoint {
        return nil
      }
    }
  }

  /// One epoch of the whole job.
  ///
  /// Stores that were opened before are never ahead of the latest cut: they apply only what a
  /// durable manifest lists.
  /// - Throws: `unusableCheckpoint` when what is asked for is damaged or not kept.
  public func cut(at request: Request) throws -> JobCut {
    // Retention may remove what was listed while it is read; then the newest was found too late.
    var rounds = 0
    while true {
      let chosen: Manifest? =
        switch request {
        case .latest: try newest()
        case .checkpoint(let id): try manifest(id)
        }
      if let chosen { return JobCut(chosen, others: try retained()) }
      rounds += 1
      let hasAny = try !CheckpointStore.identifiers(in: paths, store.fileSystem).isEmpty
      guard hasAny, rounds < Self.roundLimit else {
        throw WeirError(
          .unusableCheckpoint, "no checkpoint of this job is complete yet: there is nothing to read",
          at: .init(file: paths.checkpoints))
      }
    }
  }

  private static let roundLimit = 16
}
