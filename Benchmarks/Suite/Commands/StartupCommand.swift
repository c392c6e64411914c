import Weir

/// `weir-bench startup`: from the start of a process to the first row of its job.
struct StartupCommand: SuiteCommand {
  static let name = "startup"
  static let usage = "[--repeat N] [--parallelism N] [--output FILE]"

  private let runs: Int
  private let keys: Int
  private let parallelism: Int
  private let output: String?
  /// In the measured process: the job's data directory.
  private let childDirectory: String?

  init(_ options: inout OptionList) throws {
    childDirectory = try options.text("--child")
    runs = try options.number("--repeat") ?? 10
    keys = try options.number("--keys") ?? 1000
    parallelism = try options.number("--parallelism") ?? 2
    output = try options.text("--output")
  }

  func run() async throws -> Bool {
    if let childDirectory {
      try await FirstRowProcess.run(
        keys: keys, parallelism: parallelism, directory: childDirectory)
      return true
    }
    var results = SuiteResults(RunFacts.current())
    print(results.facts.text)
    var times: [Double] = []
    for _ in 0..<runs {
      let directory = try TemporaryDirectory.make()
      defer { TemporaryDirectory.remove(directory) }
      let start = Monotonic.now
      var child = try FirstRowProcess.start(
        keys: keys, parallelism: parallelism, directory: directory)
      times.append(Double(try FirstRowProcess.firstRow(of: &child) &- start) / 1e6)
      child.kill()
    }
    var result = StartResult()
    result.name = "startup"
    result.time = Spread(of: times)
    result.runCount = runs
    result.keys = keys
    results.starts = [result]
    print("start of the process to the first row: \(result.time.text(Numbers.short)) ms")
    try results.write(to: output)
    return true
  }
}
