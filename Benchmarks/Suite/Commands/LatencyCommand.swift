import Weir
import WeirRuntime

/// `weir-bench latency`: how long records take through one keyed edge at given rates, with default
/// options and a checkpoint each second.
struct LatencyCommand: SuiteCommand {
  static let name = "latency"
  static let usage =
    "[--rates 10000,100000,1000000] [--seconds N] [--parallelism N] [--peer] [--output FILE]"
  /// Flink's default and the least.
  private static let bufferTimeouts = [100, 0]
  private static let warmUpSeconds = 5

  private let rates: [Int]
  private let seconds: Int
  private let parallelism: Int
  private let isWithPeer: Bool
  private let output: String?

  init(_ options: inout OptionList) throws {
    rates = try options.numbers("--rates") ?? [10_000, 100_000, 1_000_000]
    seconds = try options.number("--seconds") ?? 20
    parallelism = try options.number("--parallelism") ?? 2
    isWithPeer = options.flag("--peer")
    output = try options.text("--output")
  }

  func run() async throws -> Bool {
    var results = SuiteResults(RunFacts.current())
    print(results.facts.text)
    print(
      "keyed edge, parallelism \(parallelism), \(seconds) s after \(Self.warmUpSeconds) s of"
        + " warming up; milliseconds")
    for rate in rates {
      Progress.note("\(rate) records a second")
      var found = [try await measure(rate)]
      if isWithPeer { found += try Self.bufferTimeouts.map { try peer(rate, bufferTimeout: $0) } }
      for result in found { print(Self.text(result)) }
      results.latencies += found
      try results.write(to: output)
    }
    return true
  }

  private func measure(_ rate: Int) async throws -> LatencyResult {
    var job = LatencyJob()
    job.rate = rate
    job.seconds = seconds + Self.warmUpSeconds
    job.total = SharedHistogram(warmUpNanoseconds: UInt64(Self.warmUpSeconds) * 1_000_000_000)
    let directory = try TemporaryDirectory.make()
    defer { TemporaryDirectory.remove(directory) }
    var options = RunOptions()
    options.parallelism = parallelism
    _ = try await Measured.run(job, in: directory, options)
    let (histogram, measuredSeconds) = job.total.value
    let reached = measuredSeconds > 0 ? Double(histogram.count) / measuredSeconds : 0
    return LatencyResult(rate: rate, reached: reached, histogram)
  }

  private func peer(_ rate: Int, bufferTimeout: Int) throws -> LatencyResult {
    let line = try ChildProcess.lastLine([
      try OwnProcess.packageFile("\(EngineProcess.peerDirectory)/run"), "--row", "latency",
      "--rate", "\(rate)", "--seconds", "\(seconds + Self.warmUpSeconds)", "--parallelism",
      "\(parallelism)", "--buffer-timeout", "\(bufferTimeout)",
    ])
    return try JSON.decode(LatencyResult.self, from: Array(line.utf8))
  }

  static func text(_ result: LatencyResult) -> String {
    "\(result.name), \(Numbers.count(result.rate)) records/s (\(result.reachedText) came):"
      + " p50 \(Numbers.milliseconds(result.p50)), p99 \(Numbers.milliseconds(result.p99)),"
      + " p99.9 \(Numbers.milliseconds(result.p999)), max \(Numbers.milliseconds(result.most))"
  }
}
