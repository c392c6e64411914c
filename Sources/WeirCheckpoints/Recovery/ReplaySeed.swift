import WeirCore
import WeirStorage

/// Makes the directory of a replay: the state of one checkpoint under an identity of its own, with
/// stores that hold nothing, or copies as of that checkpoint. The original is only read.
public struct ReplaySeed: Sendable {
  /// The checkpoint to begin with, read completely.
  public let checkpoint: RestoredCheckpoint
  /// The replay's directory.
  public let paths: JobPaths
  public let environment: Environment

  public init(_ checkpoint: RestoredCheckpoint, paths: JobPaths, environment: Environment) {
    self.checkpoint = checkpoint
    self.paths = paths
    self.environment = environment
  }

  /// Writes it. The manifest comes last, so a directory that was begun and not finished holds
  /// nothing that a run could go on from.
  /// - Parameter copyStores: Makes the stores hold what the original's held at the checkpoint; it
  ///   gets the replay's own record. Nil: they are empty.
  /// - Throws: `usage` when there is something in the directory already, or when the checkpoint is a
  ///   job's last and nothing follows it; what `copyStores` throws.
  public func plant(
    copyStores: (@Sendable (AttemptRecord) async throws -> Void)? = nil
  ) async throws {
    let manifest = checkpoint.manifest
    guard !manifest.isFinished else {
      throw WeirError(
        .usage, "\(manifest.id) is the end of the job: nothing follows that could be replayed")
    }
    try await refuseExisting()
    var record = try await AttemptRecord.begin(
      job: manifest.job, paths: paths, environment: environment)
    record.parent = "\(manifest.jobID)/\(manifest.id)"
    // Copied files have the names of the original's attempts, which must not come again.
    if copyStores != nil { record.attempt = max(record.attempt, manifest.attempt) }
    try await write(record)
    let store = CheckpointStore(paths: paths, jobID: record.jobID, environment: environment)
    try await store.prepare(manifest.id)
    var copy = manifest
    copy.jobID = record.jobID
    copy.attempt = record.attempt
    copy.parent = record.parent
    copy.unapplied = []
    if let copyStores { try await copyStores(record) } else { copy.heads = [] }
    copy.members = try await states(store)
    try await store.writeManifest(copy)
  }

  private func refuseExisting() async throws {
    let (paths, files) = (paths, environment.fileSystem)
    try await environment.blocking.run {
      guard try files.status(paths.directory) != nil,
        try files.list(paths.directory).contains(where: { $0.name != "lock" })
      else { return }
      throw WeirError(
        .usage,
        "there is something here already; a replay needs a directory of its own: remove this one "
          + "if it is of a replay that is not wanted any more, or name another",
        at: .init(file: paths.directory))
    }
  }

  private func write(_ record: AttemptRecord) async throws {
    let (paths, files) = (paths, environment.fileSystem)
    let bytes = try SealedDocument.attempt.bytes(of: record)
    try await environment.blocking.run {
      try AtomicFile.write(bytes, to: paths.attempt, on: files)
    }
  }

  /// The sections again, with headers of the new identity. Which chain a section came from does not
  /// matter to a restore; here each operator is a chain. How far requests were taken up stays
  /// behind: those of the replay are counted anew.
  private func states(_ store: CheckpointStore) async throws -> [StateMember] {
    var members: [StateMember] = []
    for (chain, entry) in checkpoint.sections.sorted(by: { $0.key < $1.key }).enumerated() {
      let own = entry.value.filter { $0.section.name != RequestPosition.sectionName }
      let subtasks = Dictionary(grouping: own, by: \.subtask)
      for (subtask, sections) in subtasks.sorted(by: { $0.key < $1.key }) {
        members.append(
          try await store.writeState(
            checkpoint.manifest.id, SubtaskID(chain: chain, index: subtask),
            sections: sections.map(\.section)))
      }
    }
    return members
  }
}
