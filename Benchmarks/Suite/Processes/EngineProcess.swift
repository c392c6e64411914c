import Weir

/// Runs of rows in processes of their own, which nothing before them has warmed up or filled.
enum EngineProcess {
  static let peerDirectory = "Benchmarks/peers/flink"

  /// One run of Weir.
  static func weir(_ row: BenchmarkRow, _ settings: RowSettings) throws -> EngineRun {
    try run(
      [OwnProcess.path, "run", row.name, "--once", "--json"] + words(row, settings)
        + settings.interval.words)
  }

  /// One run of the hand-written loop.
  static func loop(_ row: BenchmarkRow, events: Int) throws -> EngineRun {
    try run([OwnProcess.path, "run", row.name, "--loop", "--json", "--events", "\(events)"])
  }

  /// One run of Flink, of the row that this one is compared with.
  static func flink(_ row: BenchmarkRow, _ settings: RowSettings) throws -> EngineRun {
    try run(
      [try OwnProcess.packageFile("\(peerDirectory)/run"), "--row", row.peer]
        + words(row, settings) + peerWords(settings.interval))
  }

  /// Flink's intervals are milliseconds, 0 for none.
  private static func peerWords(_ interval: RowSettings.CheckpointInterval) -> [String] {
    switch interval {
    case .ofRow: []
    case .none: ["--checkpoint-interval", "0"]
    case .seconds(let seconds): ["--checkpoint-interval", "\(Int((seconds * 1000).rounded()))"]
    }
  }

  private static func words(_ row: BenchmarkRow, _ settings: RowSettings) -> [String] {
    [
      "--events", "\(settings.events(of: row))", "--parallelism", "\(settings.parallelism)",
    ]
  }

  private static func run(_ arguments: [String]) throws -> EngineRun {
    let line = try ChildProcess.lastLine(arguments)
    do {
      return try JSON.decode(EngineRun.self, from: Array(line.utf8))
    } catch {
      throw BenchmarkError("\(arguments[0]) printed no result but: \(line)")
    }
  }
}
