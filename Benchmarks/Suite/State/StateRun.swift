import Weir
import WeirCheckpoints
import WeirJobs
import WeirRuntime
import WeirStorage

/// Runs a job on events without end, and takes a checkpoint each time that so many have come.
///
/// The events wait at a gate meanwhile, so every checkpoint lies at a known place in event time.
/// Its size is the same whatever else the machine does, and two spans of checkpoints see windows in
/// the same phases.
struct StateRun {
  /// The last one is the end.
  let events: Int
  /// How many events there are from one checkpoint to the next.
  let step: Int
  let parallelism: Int

  struct Result {
    var samples: [StateSample] = []
    /// What had come to the sink by the end.
    var rows: UInt64 = 0
    var seconds = 0.0
  }

  /// - Parameter job: Its sink has the name `result`.
  func run<J: Job>(_ job: J, _ gate: NexmarkGate) async throws -> Result {
    var options = RunOptions()
    options.parallelism = parallelism
    options.checkpoints.interval = nil
    options.dataDirectory = try TemporaryDirectory.make()
    defer { TemporaryDirectory.remove(options.dataDirectory) }
    let environment = Environment.system()
    let runner = JobRunner(job, options: options, environment: environment)
    let paths = JobPaths(dataDirectory: options.dataDirectory, job: J.name)
    var result = Result()
    let measured = try await Measured.measure {
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { _ = try await runner.run() }
        for count in stride(from: step, through: events, by: step) {
          gate.raise(to: Int64(count))
          guard try await wait(runner, { gate.reached >= Int64(count) }) else { break }
          let before = runner.progress().checkpoint.latest ?? 0
          runner.triggerCheckpoint()
          guard try await wait(runner, { latest(runner) > before }) else { break }
          let reader = try CheckpointReader(paths: paths, environment: environment)
          let manifest = try reader.manifest(CheckpointID(latest(runner)))
          result.samples.append(
            StateSample(
              events: count, bytes: manifest.stateByteCount, residentBytes: ResidentMemory.bytes))
        }
        runner.stop()
        try await group.waitForAll()
      }
    }
    result.seconds = measured.seconds
    result.rows = runner.progress().operators.first { $0.id == "result" }?.recordsIn ?? 0
    return result
  }

  private func latest(_ runner: JobRunner) -> UInt64 { runner.progress().checkpoint.latest ?? 0 }

  /// False when the job has failed and will not come there.
  private func wait(_ runner: JobRunner, _ isThere: () -> Bool) async throws -> Bool {
    while !isThere() {
      if runner.progress().state == "failed" { return false }
      try await Task.sleep(for: .milliseconds(1))
    }
    return true
  }
}
