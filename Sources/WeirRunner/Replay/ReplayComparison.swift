import WeirCheckpoints
import WeirCore
import WeirGraph
import WeirRuntime
import WeirStorage

/// Compares what a replay committed with what the original committed in the same span.
struct ReplayComparison: Sendable {
  let range: ReplayRange
  let replay: JobPaths
  let plan: ExecutionPlan
  let environment: Environment

  func report(job: String) async throws -> ReplayReport {
    var report = ReplayReport()
    report.job = job
    report.from = "\(range.from.manifest.id)"
    report.until = range.until.map { "\($0.id)" } ?? "the end"
    report.dependOnOrder = OrderDependence(plan).operators.map(\.name)
    let record = try await StoredJob.record(replay, environment)
    let store = CheckpointStore(paths: replay, jobID: record.jobID, environment: environment)
    let checkpoints = try await store.list().compactMap(\.manifest)
    for node in plan.nodes {
      guard case .sink(let sink) = node.kind else { continue }
      let original = try await sink.netEffect(
        of: span(node.id, range.checkpoints, upTo: range.until?.id),
        StoredJob.context(of: node.id, range.original, range.record, environment))
      let own = try await sink.netEffect(
        of: span(node.id, checkpoints, upTo: nil), StoredJob.context(of: node.id, replay, record, environment))
      report.sinks.append(
        SinkComparison(sink: node.id.name, original: original, replay: own))
    }
    report.isEqual = report.sinks.allSatisfy(\.isEqual)
    return report
  }

  /// Each checkpoint lists its own epoch.
  private func span(
    _ sink: OperatorID, _ checkpoints: [Manifest], upTo last: CheckpointID?
  ) -> EpochSpan {
    let after = range.from.manifest.id
    let upTo = last ?? CheckpointID(.max)
    let commits = checkpoints.filter { after < $0.id && $0.id <= upTo }.flatMap { manifest in
      (manifest.commits[sink] ?? []).filter { $0.epoch == manifest.id }
    }
    return EpochSpan(after: after, upTo: upTo, commits: commits)
  }
}
