/// `weir-bench state`: what the checkpoints of a job store while events come without end.
struct StateCommand: PlainCommand {
  static let name = "state"
  static let usage =
    "[--events N] [--checkpoints N] [--event-rate N] [--parallelism N]"
    + " [--jobs q05,q07,…|interval-join]"

  var events = 50_000_000
  /// Checkpoints over all events.
  var checkpoints = 400
  /// In event time.
  var eventsPerSecond = 1_000
  var parallelism = 2
  var workloads = StateWorkload.all

  /// False when the state of any job grows.
  func run() async throws -> Bool {
    guard checkpoints >= 8, events >= checkpoints else {
      throw BenchmarkError("a quarter needs two checkpoints: give --checkpoints from 8 to --events")
    }
    let step = events / checkpoints
    print(
      "Nexmark events, \(eventsPerSecond) in a second of event time, parallelism \(parallelism),"
        + " a checkpoint every \(step) events; state bytes of the second and the last quarter")
    var isBounded = true
    for workload in workloads {
      let (job, gate) = try workload.job(eventsPerSecond: eventsPerSecond)
      let result = try await StateRun(events: events, step: step, parallelism: parallelism)
        .run(job, gate)
      let trend = StateTrend(result.samples, events: events)
      print("  \(workload.name): \(text(result, trend))")
      isBounded = isBounded && trend.isBounded
    }
    return isBounded
  }

  private func text(_ result: StateRun.Result, _ trend: StateTrend) -> String {
    let count = result.samples.last?.events ?? 0
    let ratio = trend.ratio.map { "\(($0 * 10_000).rounded() / 10_000)" } ?? "none"
    return "\(count) events, \(result.samples.count) checkpoints, \(result.rows) rows;"
      + " \(text(trend.second)); \(text(trend.last)); ratio \(ratio),"
      + " \(trend.isBounded ? "pass" : "GROWS: at most \(StateTrend.limit)");"
      + " process \(megabytes(trend.second)) and \(megabytes(trend.last)) MB;"
      + " \(Int(result.seconds.rounded())) s"
  }

  private func megabytes(_ quarter: StateTrend.Quarter) -> Int {
    Int((quarter.meanResident / 1e6).rounded())
  }

  private func text(_ quarter: StateTrend.Quarter) -> String {
    "mean \(Int(quarter.mean.rounded())) max \(quarter.most)"
  }
}

extension StateCommand {
  init(_ options: inout OptionList) throws {
    events = try options.number("--events") ?? events
    checkpoints = try options.number("--checkpoints") ?? checkpoints
    eventsPerSecond = try options.number("--event-rate") ?? eventsPerSecond
    parallelism = try options.number("--parallelism") ?? parallelism
    if let text = try options.text("--jobs") {
      workloads = text.split(separator: ",").map { StateWorkload(name: String($0)) }
    }
  }
}
