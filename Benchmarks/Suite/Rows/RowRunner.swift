import Weir
import WeirRuntime

/// How a row is to be run.
struct RowSettings: Sendable {
  var parallelism = 1
  /// 0: as many as the row has by itself.
  var events = 0
  var interval = CheckpointInterval.ofRow

  /// How often checkpoints are made.
  enum CheckpointInterval: Equatable, Sendable {
    case ofRow
    /// None but the last.
    case none
    case seconds(Double)

    /// From a text such as `1s`, `100ms` or `none`.
    init(_ text: String) throws {
      let number = Double(text.prefix { $0.isNumber || $0 == "." })
      switch text.drop(while: { $0.isNumber || $0 == "." }) {
      case "none" where number == nil: self = .none
      case "s": self = .seconds(try Self.positive(number, text))
      case "ms": self = .seconds(try Self.positive(number, text) / 1000)
      default: throw Self.problem(text)
      }
    }

    private static func positive(_ number: Double?, _ text: String) throws -> Double {
      guard let number, number >= 0.001, number < 1e6 else { throw problem(text) }
      return number
    }

    private static func problem(_ text: String) -> BenchmarkError {
      BenchmarkError("--checkpoint-interval is \(text); say 1s, 100ms or none")
    }

    /// What makes a run of `weir-bench run` take it up.
    var words: [String] {
      switch self {
      case .ofRow: []
      case .none: ["--checkpoint-interval", "none"]
      case .seconds(let seconds):
        ["--checkpoint-interval", "\(Int((seconds * 1000).rounded()))ms"]
      }
    }

    func duration(_ row: BenchmarkRow) -> Duration? {
      switch self {
      case .ofRow: row.checkpointSeconds.map { .milliseconds(Int64(($0 * 1000).rounded())) }
      case .none: nil
      case .seconds(let seconds): .milliseconds(Int64((seconds * 1000).rounded()))
      }
    }
  }

  func events(of row: BenchmarkRow) -> Int { events > 0 ? events : row.events }
}

/// Runs rows in this process.
enum RowRunner {
  /// One run of the job, in a directory of its own that is removed.
  static func engine(_ row: BenchmarkRow, _ settings: RowSettings) async throws -> EngineRun {
    var options = RunOptions()
    options.parallelism = settings.parallelism
    options.checkpoints.interval = settings.interval.duration(row)
    let job = row.makeJob(settings.events(of: row))
    var run = try await engine(job, options)
    run.row = row.name
    return run
  }

  static func engine(_ job: some RowJob, _ options: RunOptions) async throws -> EngineRun {
    var job = job
    try job.prepare(parallelism: options.parallelism)
    let directory = try TemporaryDirectory.make()
    defer { TemporaryDirectory.remove(directory) }
    let measured = try await Measured.run(job, in: directory, options)
    let tally =
      try (job as? any StoringRowJob)?.storedTally(dataDirectory: directory) ?? job.total.value
    var run = EngineRun(tally)
    run.engine = "weir"
    run.version = MachineFacts.commit
    run.parallelism = options.parallelism
    run.events = job.events
    run.seconds = measured.seconds
    run.cpuSeconds = measured.cpuSeconds
    run.peakRSS = OwnProcess.peakRSS
    return run
  }

  /// One run of the hand-written loop.
  static func loop(_ row: BenchmarkRow, events: Int) throws -> EngineRun {
    try loop(row.makeJob(events), name: row.name)
  }

  static func loop(_ job: some RowJob, name: String) throws -> EngineRun {
    var job = job
    try job.prepare(parallelism: 1)
    let (tally, measured) = try Measured.of { try job.handWritten() }
    var run = EngineRun(tally)
    run.seconds = measured.seconds
    run.cpuSeconds = measured.cpuSeconds
    run.engine = "loop"
    run.row = name
    run.events = job.events
    return run
  }
}

extension EngineRun {
  init(_ tally: Tally) {
    count = tally.count
    checksum = String(tally.checksum)
  }
}
