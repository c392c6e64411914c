import Glibc
import Weir
import WeirRuntime
import WeirStorage

/// `weir-bench pairs`: the tumbling-window row, engine and hand-written loop in turns.
struct PairsCommand {
  var events = 200_000_000
  var keys = 1000
  var parallelism = 2
  var runs = 3

  /// Runs both sides and prints one line each; false when results differ.
  func run() async throws -> Bool {
    print("pairs(\(keys)) tumbling 1 s, \(events) events, parallelism \(parallelism),"
      + " a checkpoint each second, default options")
    let loop = measure { job.handWritten() }
    report("hand-written loop, one core", loop.seconds, loop.value)
    var speeds: [Double] = []
    var agrees = true
    for _ in 0..<runs {
      let (seconds, value, checkpoints) = try await engine()
      report("engine, \(checkpoints) checkpoints", seconds, value)
      speeds.append(Double(events) / seconds / 1e6)
      agrees = agrees && value == loop.value
    }
    speeds.sort()
    print(
      "engine M records/s: median \(Self.rounded(speeds[speeds.count / 2])),"
        + " min \(Self.rounded(speeds[0])), max \(Self.rounded(speeds[speeds.count - 1]));"
        + " results \(agrees ? "agree" : "DIFFER")")
    return agrees
  }

  /// A job of its own tally.
  private var job: TumblingJob {
    var job = TumblingJob()
    job.events = events
    job.keys = keys
    return job
  }

  private func engine() async throws -> (
    seconds: Double, value: Tally, checkpoints: UInt64
  ) {
    let job = job
    var options = RunOptions()
    options.parallelism = parallelism
    options.dataDirectory = try TemporaryDirectory.make()
    defer { TemporaryDirectory.remove(options.dataDirectory) }
    let runner = JobRunner(job, options: options, environment: .system())
    let clock = ContinuousClock()
    let start = clock.now
    let result = try await runner.run()
    return (Self.seconds(clock.now - start), job.total.value, result.checkpoint.number)
  }

  private func measure(
    _ body: () -> Tally
  ) -> (seconds: Double, value: Tally) {
    let clock = ContinuousClock()
    let start = clock.now
    let value = body()
    return (Self.seconds(clock.now - start), value)
  }

  private func report(
    _ name: String, _ seconds: Double, _ value: Tally
  ) {
    print(
      "  \(name): \(Self.rounded(Double(events) / seconds / 1e6)) M records/s,"
        + " \(Self.rounded(seconds)) s, rows \(value.count), checksum \(value.checksum)")
  }

  private static func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
  }

  private static func rounded(_ number: Double) -> String {
    String((number * 100).rounded() / 100)
  }
}
