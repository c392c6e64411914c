import Weir

/// `weir-bench startup`: from the start of a process to the first row of its job.
struct StartupCommand: SuiteCommand {
  static let name = "startup"
  static let usage = "[--peer] [--repeat N] [--keys N] [--parallelism N] [--output FILE]"

  private let runs: Int
  private let keys: Int
  private let parallelism: Int
  private let isWithPeer: Bool
  private let output: String?
  /// In the measured process: the job's data directory.
  private let childDirectory: String?

  init(_ options: inout OptionList) throws {
    childDirectory = try options.text("--child")
    isWithPeer = options.flag("--peer")
    runs = try options.number("--repeat") ?? (isWithPeer ? 5 : 10)
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
    let engines: [FirstRowProcess.Engine] = isWithPeer ? [.weir, .flink] : [.weir]
    var found = engines.map { engine in
      StartMeasurement("startup", engine, keys: keys, parallelism: parallelism)
    }
    for number in 1...runs {
      for index in found.indices {
        Progress.note("\(found[index].engine.rawValue): start \(number) of \(runs)")
        try Self.measure(&found[index])
      }
    }
    results.starts = found.map(\.result)
    for result in results.starts { print(result.text) }
    try results.write(to: output)
    return true
  }

  /// A start in a directory that nothing has been in.
  private static func measure(_ measurement: inout StartMeasurement) throws {
    let directory = try TemporaryDirectory.make()
    defer { TemporaryDirectory.remove(directory) }
    let start = Monotonic.now
    var child = try measurement.start(directory)
    try measurement.add(&child, since: start)
    child.kill()
  }
}
