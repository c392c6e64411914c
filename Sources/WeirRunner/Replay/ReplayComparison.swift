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
    let environment = environment
    let (first, originalPaths, until) = (range.from.manifest.id, range.original, range.until?.id)
    let replayPaths = replay
    let spans = try await environment.blocking.run {
      (
        original: try CutSpan(originalPaths, from: first, to: until, environment),
        replay: try CutSpan(replayPaths, from: first, to: nil, environment)
      )
    }
    for node in plan.nodes {
      guard case .sink(let sink) = node.kind else { continue }
      let original = try await sink.netEffect(
        of: spans.original.of(node.id),
        StoredJob.context(of: node.id, range.original, range.record, environment))
      let own = try await sink.netEffect(
        of: spans.replay.of(node.id), StoredJob.context(of: node.id, replay, record, environment))
      report.sinks.append(
        SinkComparison(sink: node.id.name, original: original, replay: own))
    }
    report.isEqual = report.sinks.allSatisfy(\.isEqual)
    return report
  }
}

/// Two cuts of one job's directory.
private struct CutSpan: Sendable {
  let start: JobCut
  let end: JobCut

  init(
    _ paths: JobPaths, from first: CheckpointID, to last: CheckpointID?, _ environment: Environment
  ) throws {
    let reader = try CheckpointReader(paths: paths, environment: environment)
    start = try reader.cut(at: .checkpoint(first))
    end = try reader.cut(at: last.map { .checkpoint($0) } ?? .latest)
  }

  func of(_ sink: OperatorID) -> EpochSpan {
    EpochSpan(from: start.store(sink), to: end.store(sink))
  }
}
