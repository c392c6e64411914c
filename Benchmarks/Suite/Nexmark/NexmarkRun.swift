import Weir
import WeirJobs
import WeirRuntime

/// Runs queries of the Nexmark benchmark over a file of events, each in a directory of its own.
///
/// A watermark follows every event that raises it, so that the same events are late in every run.
struct NexmarkRun {
  /// The file of events.
  let events: String
  let parallelism: Int

  /// The name of the totals by which a query of the wall clock is judged.
  private static let totalsSuffix = "-totals"

  /// The final table of a query, for example `q05`, or its totals, for example `q12-totals`.
  func run(_ query: String) async throws -> (table: CanonicalTable, seconds: Double) {
    let isTotals = query.hasSuffix(Self.totalsSuffix)
    let name = isTotals ? String(query.dropLast(Self.totalsSuffix.count)) : query
    guard let job = AllJobs.jobs.first(where: { $0.name == "nexmark-\(name)" }) else {
      throw BenchmarkError("there is no query \(query) but q00 to q23, and q12-totals")
    }
    let (table, seconds) = try await run(job)
    return (isTotals ? try table.bidTotals() : table, seconds)
  }

  private func run<Query: Job>(
    _ type: Query.Type
  ) async throws -> (table: CanonicalTable, seconds: Double) {
    var job = Query()
    try JobParameters.assign(["input": events, "punctuated": "true"], to: &job)
    let directory = try TemporaryDirectory.make()
    defer { TemporaryDirectory.remove(directory) }
    var options = RunOptions()
    options.parallelism = parallelism
    options.restart = .none
    let measured = try await Measured.run(job, in: directory, options)
    let result = try JobReader(dataDirectory: directory, job: Query.name).cut().lines("result")
    return (try CanonicalTable(result), measured.seconds)
  }
}
