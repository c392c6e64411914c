import Weir
import WeirRuntime

/// The runs of one engine with one interval.
struct CheckpointMeasurement {
  private let load: CheckpointLoad
  /// Milliseconds; 0: none but the last.
  private let interval: Int
  private var speeds: [Double] = []
  private var pauses: [Double] = []
  private var stops: [Double] = []
  private var durations: [Double] = []
  private var byteCount: Int64 = 0
  private var checkpointCount = 0

  init(_ load: CheckpointLoad, interval: Int) {
    self.load = load
    self.interval = interval
  }

  /// A run in this process.
  mutating func addWeir() async throws {
    var job = RunningSumJob()
    job.keys = load.keys
    job.events = load.events
    let directory = try TemporaryDirectory.make()
    defer { TemporaryDirectory.remove(directory) }
    var options = RunOptions()
    options.dataDirectory = directory
    options.parallelism = load.parallelism
    options.checkpoints.interval = interval > 0 ? .milliseconds(interval) : nil
    let runner = JobRunner(job, options: options, environment: .system())
    let watch = CheckpointWatch(runner)
    let watching = Task { await watch.run() }
    let start = Monotonic.now
    _ = try await runner.run()
    watching.cancel()
    let seen = await watching.value
    guard let end = job.total.lastRow, end > start else { throw BenchmarkError("no row came") }
    speeds.append(Double(load.events) / (Double(end - start) / 1e9))
    durations += seen.durations
    checkpointCount += seen.count
    // The last barrier stands at the end, where nothing follows.
    pauses += job.total.pauses.map { Double($0) / 1e6 }
    let path = "\(directory)/\(RunningSumJob.name)/checkpoints"
    byteCount = max(byteCount, DirectorySize.largestEntry(of: path))
  }

  /// A run in a process of its own.
  mutating func addFlink() throws {
    let line = try ChildProcess.lastLine([
      try OwnProcess.packageFile("\(EngineProcess.peerDirectory)/run"), "--heap", load.peerHeap,
      "--row", "sum", "--keys", "\(load.keys)", "--events", "\(load.peerEvents)",
      "--warmup-events", "\(load.peerWarmUpEvents)", "--parallelism", "\(load.parallelism)",
      "--checkpoint-interval", "\(interval)",
    ])
    let run = try JSON.decode(EngineRun.self, from: Array(line.utf8))
    let seen = try JSON.decode(PeerCheckpoints.self, from: Array(line.utf8))
    guard run.count == UInt64(load.peerEvents) else {
      throw BenchmarkError("Flink made \(run.count) rows of \(load.peerEvents) records")
    }
    speeds.append(run.recordsPerSecond)
    durations += seen.durations.map(Double.init)
    stops += seen.stops.map(Double.init)
    pauses += seen.pauses.map { Double($0) / 1e6 }
    checkpointCount += seen.count
    byteCount = max(byteCount, seen.byteCount)
  }

  /// - Parameter none: The engine's runs without checkpoints.
  func result(engine: String, against none: CheckpointMeasurement) -> CheckpointResult {
    var result = CheckpointResult()
    result.engine = engine
    result.keys = load.keys
    result.parallelism = load.parallelism
    result.interval = interval
    result.checkpointCount = checkpointCount
    result.speed = Spread(of: speeds)
    result.pause = Spread(of: pauses)
    result.stop = Spread(of: stops)
    result.duration = Spread(of: durations)
    result.byteCount = byteCount
    let without = Spread(of: none.speeds).median
    if interval > 0, without > 0 { result.lost = 1 - result.speed.median / without }
    return result
  }
}
