import Glibc
import Weir
import WeirRuntime

/// What a run took.
struct Measured {
  let seconds: Double
  /// Of all threads, in the kernel too: steadier than ``seconds`` on a machine with other work.
  let cpuSeconds: Double

  /// Runs a job in a directory until everything is applied.
  static func run(_ job: some Job, in directory: String, _ options: RunOptions = RunOptions())
    async throws -> Measured
  {
    var options = options
    options.dataDirectory = directory
    let runner = JobRunner(job, options: options, environment: .system())
    return try await measure { _ = try await runner.run() }
  }

  static func measure(_ body: () async throws -> Void) async rethrows -> Measured {
    let clock = ContinuousClock()
    let (start, startCPU) = (clock.now, cpuSeconds())
    try await body()
    let duration = (clock.now - start).components
    return Measured(
      seconds: Double(duration.seconds) + Double(duration.attoseconds) / 1e18,
      cpuSeconds: cpuSeconds() - startCPU)
  }

  static func of<Value>(_ body: () throws -> Value) rethrows -> (Value, Measured) {
    let (start, startCPU) = (Monotonic.now, cpuSeconds())
    let value = try body()
    return (
      value,
      Measured(seconds: Monotonic.seconds(since: start), cpuSeconds: cpuSeconds() - startCPU)
    )
  }

  private static func cpuSeconds() -> Double {
    var usage = rusage()
    getrusage(RUSAGE_SELF.rawValue, &usage)
    let seconds = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec
    let microseconds = usage.ru_utime.tv_usec + usage.ru_stime.tv_usec
    return Double(seconds) + Double(microseconds) / 1e6
  }
}

/// The runs of one row of a report.
struct MeasuredRow {
  /// What is counted, in the plural.
  let unit: String
  let count: Int
  private var runs: [Measured] = []

  init(_ count: Int, _ unit: String) {
    self.count = count
    self.unit = unit
  }

  mutating func add(_ run: Measured) { runs.append(run) }

  /// Median, smallest and largest speed, and the median of CPU seconds per million.
  var text: String {
    let speeds = runs.map { Double(count) / $0.seconds }.sorted()
    let costs = runs.map { $0.cpuSeconds / Double(count) * 1e6 }.sorted()
    guard let least = speeds.first, let most = speeds.last else { return "nothing was run" }
    let cost = (costs[costs.count / 2] * 100).rounded() / 100
    return "median \(Int(speeds[speeds.count / 2])) \(unit)/s, min \(Int(least)), max \(Int(most));"
      + " \(cost) CPU s per million"
  }
}
