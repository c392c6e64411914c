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
    case from(RestoredCheckpoint, CommitBacklog)
    /// All input is covered; the stores may have epochs left.
    case complete(CheckpointID, CommitBacklog)
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

  /// One applier for each sink of the plan. When one cannot be made, those before it are closed.
  func makeAppliers() async throws -> [OperatorID: any Applier] {
    var appliers: [OperatorID: any Applier] = [:]
    for node in plan.nodes {
      guard case .sink(let sink) = node.kind else { continue }
      let context = SinkContext(
        job: job.name, jobID: job.jobID, operatorID: node.id, subtask: 0,
        parallelism: node.parallelism ?? options.parallelism, attempt: record.attemptNumber,
        directory: paths.directory(ofSink: node.id), logDirectory: paths.log(of: node.id),
        environment: environment)
      do {
        appliers[node.id] = try await sink.makeApplier(context)
      } catch {
        for applier in appliers.values { await applier.close() }
        throw (error as? WeirError)?.located(.init(operatorID: node.id.name)) ?? error
      }
    }
    return appliers
  }

  /// Decides, has the stores adopt what the manifest lists, and removes what dead attempts left.
  func recover(_ appliers: [OperatorID: any Applier]) async throws -> Start {
    let recovery = Recovery(
      store: store, appliers: appliers, attempt: record.attemptNumber,
      keyGroupCount: job.keyGroupCount)
    switch try await recovery.decide(try await request()) {
    case .refuse(let error): throw error
    case .startFresh(let discard):
      try await recovery.startFresh(discarding: discard)
      return .fresh
    case .restore(let plan):
      try check(plan.manifest)
      let (checkpoint, backlog) = try await recovery.restore(plan)
      return .from(checkpoint, backlog)
    case .alreadyComplete(let plan):
      try check(plan.manifest)
      if try await hasRequests(since: plan, recovery) {
        let (checkpoint, backlog) = try await recovery.restore(plan)
        return .from(checkpoint, backlog)
      }
      return .complete(plan.manifest.id, try await recovery.finish(plan))
    }
  }

  /// Whether something was asked of a complete job that it has not taken up: it then runs once more,
  /// with nothing else to read.
  private func hasRequests(
    since plan: RecoveryPlan, _ recovery: Recovery
  ) async throws -> Bool {
    let log = RequestLog(paths, environment.fileSystem)
    let requests = try await environment.blocking.run { try log.requests() }
    guard !requests.isEmpty else { return false }
    let sections = try await recovery.load(plan).sections
    return try requests.contains { request in
      let id = OperatorID(request.operatorID)
      let known = self.plan.nodes.contains { $0.id == id }
      return try known && request.number > RequestPosition.position(in: sections[id] ?? [])
    }
  }

  /// A restart within the run goes on from what the run itself has completed.
  private func request() async throws -> RecoveryRequest {
    try await hasCheckpointOfThisRun() ? .latest : options.recovery
  }

  private func hasCheckpointOfThisRun() async throws -> Bool {
    guard options.recovery != .latest else { return false }
    return try await store.list().contains {
      $0.manifest.map { $0.attempt >= firstAttempt.number } ?? false
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
