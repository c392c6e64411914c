import Weir

/// `weir-bench recovery`: from kill -9 to the first row of the process that is started at once.
struct RecoveryCommand: SuiteCommand {
  static let name = "recovery"
  static let usage =
    "[--peer] [--keys N] [--repeat N] [--peer-repeat N] [--parallelism N] [--output FILE]"
  /// So many rows for each key, and all but one in twenty thousand have a row.
  private static let rowsPerKey = 10

  private let keys: Int
  private let runs: Int
  private let peerRuns: Int
  private let parallelism: Int
  private let isWithPeer: Bool
  private let output: String?

  init(_ options: inout OptionList) throws {
    keys = try options.number("--keys") ?? 1_000_000
    runs = try options.number("--repeat") ?? 10
    peerRuns = try options.number("--peer-repeat") ?? min(3, runs)
    parallelism = try options.number("--parallelism") ?? 2
    isWithPeer = options.flag("--peer")
    output = try options.text("--output")
  }

  func run() async throws -> Bool {
    var results = SuiteResults(RunFacts.current())
    print(results.facts.text)
    results.starts.append(try measure(.weir, runs))
    if isWithPeer {
      results.starts.append(try measure(.flink, peerRuns))
      results.starts.append(try standby())
    }
    try results.write(to: output)
    return true
  }

  /// A process is killed and started again so many times, in one directory.
  private func measure(_ engine: FirstRowProcess.Engine, _ runs: Int) throws -> StartResult {
    let directory = try TemporaryDirectory.make()
    defer { TemporaryDirectory.remove(directory) }
    var found = StartMeasurement("recovery", engine, keys: keys, parallelism: parallelism)
    Progress.note("\(engine.rawValue): filling the state with \(keys) keys")
    var child = try found.start(directory)
    try waitForState(of: &child)
    for number in 1...runs {
      Progress.note("\(engine.rawValue): kill \(number) of \(runs)")
      let start = Monotonic.now
      child.kill()
      child = try found.start(directory)
      try found.add(&child, since: start)
      // So that the next kill does not come before anything has happened.
      if number < runs { try waitForCheckpoint(of: &child) }
    }
    child.kill()
    print(found.result.text)
    return found.result
  }

  /// Until a checkpoint holds nearly every key.
  private func waitForState(of child: inout ChildProcess) throws {
    while let line = child.nextLine() {
      let words = line.split(separator: " ")
      if words.first == "checkpoint", let count = words.last.flatMap({ Int($0) }),
        count > Self.rowsPerKey * keys
      { return }
    }
    throw BenchmarkError("the measured process ended before it had its state")
  }

  private func waitForCheckpoint(of child: inout ChildProcess) throws {
    var seen = 0
    while seen < 2 {
      guard let line = child.nextLine() else {
        throw BenchmarkError("the measured process ended before its second checkpoint")
      }
      if line.hasPrefix("checkpoint") { seen += 1 }
    }
  }

  /// Flink's best case: one worker of a cluster killed, with a second one that stands by.
  private func standby() throws -> StartResult {
    let engine = "flink, worker stands by"
    Progress.note("\(engine): starting a cluster and filling the state with \(keys) keys")
    var child = try ChildProcess([
      try OwnProcess.packageFile("\(EngineProcess.peerDirectory)/recover"), "--parallelism",
      "\(parallelism)", "--runs", "\(peerRuns)", "--keys", "\(keys)", "--seconds", "2", "--standby",
    ])
    var times: [Double] = []
    while let line = child.nextLine() {
      times.append(try JSON.decode(EngineRun.self, from: Array(line.utf8)).seconds * 1000)
      Progress.note("\(engine): kill \(times.count) of \(peerRuns)")
    }
    guard child.wait() == 0, !times.isEmpty else { throw BenchmarkError("Flink did not recover") }
    let result = StartResult("recovery", engine: engine, keys: keys, times: times, peakRSS: 0)
    print(result.text)
    return result
  }
}
