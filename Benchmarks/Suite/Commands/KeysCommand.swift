import Weir
import WeirRuntime

/// `weir-bench keys`: what a record costs as keys, and windows open per key, become more.
struct KeysCommand: SuiteCommand {
  static let name = "keys"
  static let usage = "[--keys N,N…] [--windows N,N…] [--events N] [--repeat N] [--output FILE]"

  /// Of event time.
  private static let eventsPerSecond = 1_000_000

  private let keys: [Int]
  private let windows: [Int]
  private let events: Int
  private let runs: Int
  private let output: String?

  init(_ options: inout OptionList) throws {
    keys =
      try options.numbers("--keys")
      ?? [1000, 10_000, 100_000, 300_000, 1_000_000, 3_000_000, 10_000_000]
    windows = try options.numbers("--windows") ?? [1, 3, 10, 30, 100, 300, 1000]
    events = try options.number("--events") ?? 20_000_000
    runs = try options.number("--repeat") ?? 3
    output = try options.text("--output")
  }

  func run() async throws -> Bool {
    var results = SuiteResults(RunFacts.current())
    print(results.facts.text)
    print(
      "parallelism 1, \(events) events, more where windows need them, no checkpoints but the last;"
        + " ns a record")
    for count in keys {
      var sum = RunningSumJob()
      sum.keys = count
      sum.events = events
      try await measure(sum, "keys", "running sum", count, &results)
      var tumbling = TumblingJob()
      tumbling.keys = count
      tumbling.events = events
      try await measure(tumbling, "keys", "tumbling second", count, &results)
    }
    for count in windows {
      var sliding = SlidingJob()
      sliding.seconds = count
      // All of a key's windows are open after so many seconds; as many again with all of them.
      sliding.events = max(events, 2 * count * Self.eventsPerSecond)
      try await measure(sliding, "windows", "sliding windows, 1 k keys", count, &results)
    }
    try results.write(to: output)
    return true
  }

  /// Engine and loop in turns.
  private func measure(
    _ job: some RowJob, _ axis: String, _ series: String, _ position: Int,
    _ results: inout SuiteResults
  ) async throws {
    var engine: [Double] = []
    var loop: [Double] = []
    for number in 1...runs {
      Progress.note("\(series), \(position) \(axis): turn \(number) of \(runs)")
      var fresh = job
      fresh.total = SharedTally()
      var options = RunOptions()
      options.parallelism = 1
      options.checkpoints.interval = nil
      let run = try await RowRunner.engine(fresh, options)
      let expected = try RowRunner.loop(job, name: series)
      guard run.agrees(with: expected) else {
        throw BenchmarkError("\(series) with \(position) \(axis) differs from the loop")
      }
      engine.append(run.seconds * 1e9 / Double(job.events))
      loop.append(expected.seconds * 1e9 / Double(job.events))
    }
    results.costs.append(CostPoint(axis, series, position, Spread(of: engine)))
    results.costs.append(CostPoint(axis, "\(series), by hand", position, Spread(of: loop)))
    let texts = [engine, loop].map { Spread(of: $0).text(Numbers.short) }
    print(
      "\(series), \(Numbers.count(position)) \(axis): engine \(texts[0]), loop \(texts[1])")
  }
}
