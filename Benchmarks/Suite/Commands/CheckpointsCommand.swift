import Weir
import WeirRuntime

/// `weir-bench checkpoints`: what checkpoints of a running sum's keys cost.
struct CheckpointsCommand: SuiteCommand {
  static let name = "checkpoints"
  static let usage =
    "[--keys N,N…] [--intervals 1000,100] [--parallelism N] [--events N] [--repeat N]"
    + " [--output FILE]"

  private let keys: [Int]
  private let intervals: [Int]
  private let parallelism: Int
  private let events: Int
  private let runs: Int
  private let output: String?

  init(_ options: inout OptionList) throws {
    keys = try options.numbers("--keys") ?? [1000, 1_000_000, 10_000_000]
    intervals = try options.numbers("--intervals") ?? [1000, 100]
    parallelism = try options.number("--parallelism") ?? 1
    events = try options.number("--events") ?? 0
    runs = try options.number("--repeat") ?? 3
    output = try options.text("--output")
  }

  func run() async throws -> Bool {
    var results = SuiteResults(RunFacts.current())
    print(results.facts.text)
    for count in keys {
      // So long that there are ten checkpoints at one a second.
      let share = count <= 10_000 ? 1_600_000_000 : 400_000_000
      let events = events > 0 ? events : share * parallelism
      let all = [0] + intervals
      var found = [CheckpointMeasurement](
        repeating: CheckpointMeasurement(), count: all.count)
      for number in 1...runs {
        // Another begins in each turn, so that none is always the first or the last.
        for place in all.indices {
          let index = (place + number - 1) % all.count
          let interval = all[index]
          Progress.note("\(count) keys, interval \(interval) ms: turn \(number) of \(runs)")
          try await found[index].add(
            keys: count, events: events, interval: interval, parallelism: parallelism)
        }
      }
      for (index, interval) in all.enumerated() {
        let result = found[index].result(
          keys: count, interval: interval, parallelism: parallelism, against: found[0])
        results.checkpoints.append(result)
        print(Self.text(result))
      }
    }
    try results.write(to: output)
    return true
  }

  static func text(_ result: CheckpointResult) -> String {
    let speed = "\(result.speed.text(Numbers.millions)) M records/s"
    guard result.interval > 0 else {
      return "\(Numbers.count(result.keys)) keys, no checkpoints but the last: \(speed)"
    }
    return "\(Numbers.count(result.keys)) keys, every \(result.interval) ms: \(speed),"
      + " \(Numbers.percent(result.lost)) % lost; \(result.checkpointCount) checkpoints of"
      + " \(Numbers.fixed(Double(result.byteCount) / 1e6, 2)) MB, pause"
      + " \(result.pause.text(Numbers.short)) ms, duration \(result.duration.text(Numbers.short)) ms"
  }
}

/// The runs with one interval.
struct CheckpointMeasurement {
  private var speeds: [Double] = []
  private var pauses: [Double] = []
  private var durations: [Double] = []
  private var byteCount: Int64 = 0
  private var checkpointCount = 0

  mutating func add(keys: Int, events: Int, interval: Int, parallelism: Int) async throws {
    var job = RunningSumJob()
    job.keys = keys
    job.events = events
    let directory = try TemporaryDirectory.make()
    defer { TemporaryDirectory.remove(directory) }
    var options = RunOptions()
    options.dataDirectory = directory
    options.parallelism = parallelism
    options.checkpoints.interval = interval > 0 ? .milliseconds(interval) : nil
    let runner = JobRunner(job, options: options, environment: .system())
    let watch = CheckpointWatch(runner)
    let watching = Task { await watch.run() }
    let measured = try await Measured.measure { _ = try await runner.run() }
    watching.cancel()
    let seen = await watching.value
    speeds.append(Double(events) / measured.seconds)
    durations += seen.durations
    checkpointCount += seen.count
    // The last barrier stands at the end, where nothing follows.
    pauses += job.total.pauses.map { Double($0) / 1e6 }
    let path = "\(directory)/\(RunningSumJob.name)/checkpoints"
    byteCount = max(byteCount, DirectorySize.largestEntry(of: path))
  }

  func result(
    keys: Int, interval: Int, parallelism: Int, against none: CheckpointMeasurement
  ) -> CheckpointResult {
    var result = CheckpointResult()
    result.keys = keys
    result.parallelism = parallelism
    result.interval = interval
    result.checkpointCount = checkpointCount
    result.speed = Spread(of: speeds)
    result.pause = Spread(of: pauses)
    result.duration = Spread(of: durations)
    result.byteCount = byteCount
    let without = Spread(of: none.speeds).median
    if interval > 0, without > 0 { result.lost = 1 - result.speed.median / without }
    return result
  }
}

/// Looks at a running job for checkpoints that have become complete.
struct CheckpointWatch {
  private let runner: JobRunner

  init(_ runner: JobRunner) { self.runner = runner }

  /// Until it is cancelled: how many there were, and the milliseconds of each that was seen.
  func run() async -> (count: Int, durations: [Double]) {
    var durations: [Double] = []
    var latest: UInt64 = 0
    while !Task.isCancelled {
      let checkpoint = runner.progress().checkpoint
      if let number = checkpoint.latest, number != latest {
        latest = number
        if let duration = checkpoint.durationMilliseconds { durations.append(Double(duration)) }
      }
      do { try await Task.sleep(for: .milliseconds(20)) } catch { break }
    }
    return (Int(latest), durations)
  }
}
