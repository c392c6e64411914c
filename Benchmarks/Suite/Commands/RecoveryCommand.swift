import Glibc
import Weir

/// `weir-bench recovery`: from kill -9 to the first row of the process that is started at once.
struct RecoveryCommand: SuiteCommand {
  static let name = "recovery"
  static let usage = "[--keys N] [--repeat N] [--parallelism N] [--peer] [--output FILE]"

  private let keys: Int
  private let runs: Int
  private let parallelism: Int
  private let isWithPeer: Bool
  private let output: String?

  init(_ options: inout OptionList) throws {
    keys = try options.number("--keys") ?? 1_000_000
    runs = try options.number("--repeat") ?? 10
    parallelism = try options.number("--parallelism") ?? 2
    isWithPeer = options.flag("--peer")
    output = try options.text("--output")
  }

  func run() async throws -> Bool {
    var results = SuiteResults(RunFacts.current())
    print(results.facts.text)
    let directory = try TemporaryDirectory.make()
    defer { TemporaryDirectory.remove(directory) }
    var times: [Double] = []
    Progress.note("filling the state with \(keys) keys")
    var child = try start(directory)
    try await waitForState(of: &child)
    for number in 1...runs {
      Progress.note("kill \(number) of \(runs)")
      let start = Monotonic.now
      child.kill()
      child = try self.start(directory)
      times.append(Double(try FirstRowProcess.firstRow(of: &child) &- start) / 1e6)
      // So that the next kill does not come before anything has happened.
      try await waitForCheckpoint(of: &child)
    }
    child.kill()
    var result = StartResult()
    result.name = "recovery"
    result.time = Spread(of: times)
    result.runCount = runs
    result.keys = keys
    results.starts = [result]
    print(
      "kill -9 to the first row, \(Numbers.count(keys)) keys:"
        + " \(result.time.text(Numbers.short)) ms")
    if isWithPeer { results.starts += [try peer(standby: false), try peer(standby: true)] }
    try results.write(to: output)
    return true
  }

  /// Flink's worker killed, with another started at once or standing by.
  private func peer(standby: Bool) throws -> StartResult {
    Progress.note("Flink\(standby ? " with a worker that stands by" : "")")
    var child = try ChildProcess(
      [
        try OwnProcess.packageFile("\(EngineProcess.peerDirectory)/recover"), "--parallelism",
        "\(parallelism)", "--runs", "\(runs)",
      ] + (standby ? ["--standby"] : []))
    var times: [Double] = []
    while let line = child.nextLine() {
      times.append(try JSON.decode(EngineRun.self, from: Array(line.utf8)).seconds * 1000)
    }
    guard child.wait() == 0, !times.isEmpty else { throw BenchmarkError("Flink did not recover") }
    var result = StartResult()
    result.name = "recovery"
    result.engine = standby ? "flink, standby" : "flink"
    result.time = Spread(of: times)
    result.runCount = times.count
    result.keys = 1_000_000
    print("\(result.engine): \(result.time.text(Numbers.short)) ms")
    return result
  }

  private func start(_ directory: String) throws -> ChildProcess {
    try FirstRowProcess.start(keys: keys, parallelism: parallelism, directory: directory)
  }

  /// Until a checkpoint holds nearly every key: of forty times as many rows as keys.
  private func waitForState(of child: inout ChildProcess) async throws {
    while let line = child.nextLine() {
      let words = line.split(separator: " ")
      if words.first == "checkpoint", let count = words.last.flatMap({ Int($0) }),
        count > 40 * keys
      { return }
    }
    throw BenchmarkError("the measured process ended before it had its state")
  }

  private func waitForCheckpoint(of child: inout ChildProcess) async throws {
    var seen = 0
    while seen < 2, let line = child.nextLine() {
      if line.hasPrefix("checkpoint") { seen += 1 }
    }
  }
}
