import WeirCheckpoints
import WeirCore
import WeirGraph
import WeirRuntime
import WeirStorage

/// Gives a replay the stores of the original as they were at the checkpoint that it begins with.
struct StoresCopy: Sendable {
  let range: ReplayRange
  let replay: JobPaths
  let plan: ExecutionPlan
  let environment: Environment

  /// - Parameter record: The replay's own.
  func make(_ record: AttemptRecord) async throws {
    let (original, first, environment) = (range.original, range.from.manifest.id, environment)
    let cut = try await environment.blocking.run {
      try CheckpointReader(paths: original, environment: environment).cut(at: .checkpoint(first))
    }
    for node in plan.nodes {
      guard case .sink(let sink) = node.kind else { continue }
      do {
        try await sink.copyStore(
          at: cut.store(node.id),
          from: StoredJob.context(of: node.id, original, range.record, environment),
          to: StoredJob.context(of: node.id, replay, record, environment))
      } catch is SnapshotExpired {
        throw WeirError(
          .unusableCheckpoint,
          "the store of \(node.id) as of \(first) is not kept any more: begin with a later one",
          at: .init(operatorID: node.id.name, file: original.directory))
      }
    }
  }
}
