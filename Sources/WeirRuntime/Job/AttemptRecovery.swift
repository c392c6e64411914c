import WeirCheckpoints
import WeirCore
import WeirGraph
import WeirStorage

/// Finds out what an attempt starts from and brings the stores there. Nothing flows before it is
/// done.
struct AttemptRecovery: Sendable {
  /// What the attempt starts from.
  enum Start: Sendable {
    case fresh
    case from(RestoredCheckpoint)
    case complete(CheckpointID)
  }

  let plan: ExecutionPlan
  let options: RunOptions
  let paths: JobPaths
  let store: CheckpointStore
  let record: AttemptRecord
  let job: JobIdentity
  /// The first attempt of this run; a restart within the run goes on from what it has completed.
  let firstAttempt: Attempt
  /// Parameters that may differ from the checkpoint's.
  let changeable: Set<String>
  let environment: Environment

  /// One applier for each sink of the plan.
  func makeAppliers() async throws -> [OperatorID: any Applier] {
    var appliers: [OperatorID: any Applier] = [:]
    for node in plan.nodes {
      guard case .sink(let sink) = node.kind else { continue }
      let context = SinkContext(
        job: job.name, jobID: job.jobID, operatorID: node.id, subtask: 0,
        parallelism: node.parallelism ?? options.parallelism, attempt: record.attemptNumber,
        directory: paths.directory(ofSink: node.id), environment: environment)
      do {
        appliers[node.id] = try await sink.makeApplier(context)
      } catch let error as WeirError {
        throw error.located(.init(operatorID: node.id.name))
      }
    }
    return appliers
  }

  /// Decides, has the stores commit what the manifest lists, and removes what dead attempts left.
  func recover(_ appliers: [OperatorID: any Applier]) async throws -> Start {
    switch RecoveryDecision(try await observe(appliers)) {
    case .refuse(let error): throw error
    case .startFresh(let discard):
      try await store.discard(discard)
      try await recover(appliers, [:])
      try await store.removeIncomplete()
      return .fresh
    case .restore(let recovery):
      try check(recovery.manifest)
      let restored = try await store.load(path: recovery.directory)
      try await store.discard(recovery.discard)
      try await recover(appliers, recovery.recommit)
      try await store.removeIncomplete()
      return .from(restored)
    case .alreadyComplete(let recovery):
      try check(recovery.manifest)
      try await recover(appliers, recovery.recommit)
      try await store.removeIncomplete()
      return .complete(recovery.manifest.id)
    }
  }

  private func observe(
    _ appliers: [OperatorID: any Applier]
  ) async throws -> RecoveryObservation {
    var committed: [OperatorID: CheckpointID?] = [:]
    for (sink, applier) in appliers {
      committed.updateValue(try await applier.committedEpoch(), forKey: sink)
    }
    let request: RecoveryRequest =
      try await hasCheckpointOfThisRun() ? .latest : options.recovery
    var requested: CheckpointSummary?
    if case .path(let path) = request { requested = try await store.summary(atPath: path) }
    return RecoveryObservation(
      request: request, checkpoints: try await store.list(), requested: requested,
      committed: committed, attempt: record.attemptNumber, keyGroupCount: job.keyGroupCount)
  }

  private func hasCheckpointOfThisRun() async throws -> Bool {
    guard options.recovery != .latest else { return false }
    return try await store.list().contains {
      $0.manifest.map { $0.attempt >= firstAttempt.number } ?? false
    }
  }

  private func recover(
    _ appliers: [OperatorID: any Applier], _ recommit: [OperatorID: [EpochCommit]]
  ) async throws {
    for (sink, commits) in recommit where appliers[sink] == nil && !commits.isEmpty {
      throw WeirError(
        .incompatibleState,
        "the checkpoint holds output of sink \"\(sink)\" that is not stored yet, but the job no longer"
          + " has that sink; run the earlier version of the job once more first",
        at: .init(operatorID: sink.name))
    }
    for (sink, applier) in appliers.sorted(by: { $0.key < $1.key }) {
      do {
        try await applier.recover(recommit[sink] ?? [])
      } catch let error as WeirError {
        throw error.located(.init(operatorID: sink.name))
      }
    }
  }

  /// A job that goes on with another parameter would mix two results in one store.
  private func check(_ manifest: Manifest) throws {
    for (name, value) in job.parameters.sorted(by: { $0.key < $1.key }) {
      guard let before = manifest.parameters[name], before != value, !changeable.contains(name)
      else { continue }
      throw WeirError(
        .usage,
        "parameter --\(name) is \"\(value)\" but the job's checkpoints were made with \"\(before)\";"
          + " give the same value, or begin anew with --fresh", isRetriable: false)
    }
  }
}
