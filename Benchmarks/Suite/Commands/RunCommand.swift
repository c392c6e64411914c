import Weir

/// `weir-bench run`: rows on the engine, each run a process of its own, and whether they agree with
/// the hand-written loops.
struct RunCommand: SuiteCommand {
  static let name = "run"
  static let usage =
    "[ROW…] [--parallelism 1,2] [--events N] [--checkpoint-interval 1s|none] [--repeat N] [--json]"
    + " [--once|--loop]"

  private let rows: [BenchmarkRow]
  private let parallelisms: [Int]
  private var settings = RowSettings()
  private let runs: Int
  private let isJSON: Bool
  /// One run in this process, or one of the hand-written loop.
  private let isOnce: Bool
  private let isLoop: Bool

  init(_ options: inout OptionList) throws {
    parallelisms = try options.numbers("--parallelism") ?? [1, 2]
    settings.events = try options.number("--events") ?? 0
    if let text = try options.text("--checkpoint-interval") {
      settings.interval = try RowSettings.CheckpointInterval(text)
    }
    runs = try options.number("--repeat") ?? 3
    isJSON = options.flag("--json")
    isOnce = options.flag("--once")
    isLoop = options.flag("--loop")
    let names = try options.names()
    rows = names.isEmpty ? BenchmarkRows.own : try BenchmarkRows.named(names)
  }

  func run() async throws -> Bool {
    if isOnce || isLoop { return try await runHere() }
    if !isJSON { print(RunFacts.current().text) }
    var isRight = true
    for row in rows {
      let loop = try EngineProcess.loop(row, events: settings.events(of: row))
      for parallelism in parallelisms {
        var settings = settings
        settings.parallelism = parallelism
        var measured: [EngineRun] = []
        for number in 1...runs {
          Progress.note("\(row.name), parallelism \(parallelism): run \(number) of \(runs)")
          measured.append(try EngineProcess.weir(row, settings))
        }
        let summary = RunSummary(measured)
        let agrees = summary.agrees(with: RunSummary([loop]))
        isRight = isRight && agrees
        if isJSON {
          let report = RowReport(measured[0], summary, agrees: agrees, RunFacts.current())
          print(String(decoding: try JSON.encode(report), as: UTF8.self))
        } else {
          print(Self.text(measured[0], summary, agrees))
        }
      }
    }
    return isRight
  }

  private static func text(_ run: EngineRun, _ summary: RunSummary, _ agrees: Bool) -> String {
    "\(run.row), parallelism \(run.parallelism), \(run.events) events:"
      + " \(summary.speed.text(Numbers.millions)) M records/s,"
      + " \(summary.cost.text(Numbers.short)) CPU s per million, count \(summary.count), checksum"
      + " \(summary.checksum) \(agrees ? "as the loop's" : "DIFFERS from the loop's"),"
      + " peak RSS \(Numbers.megabytes(summary.peakRSS)) MB"
  }

  private func runHere() async throws -> Bool {
    guard rows.count == 1, let row = rows.first else {
      throw BenchmarkError("--once and --loop run one row; name it")
    }
    var settings = settings
    settings.parallelism = parallelisms.first ?? 1
    let run =
      isLoop
      ? try RowRunner.loop(row, events: settings.events(of: row))
      : try await RowRunner.engine(row, settings)
    if isJSON {
      print(String(decoding: try JSON.encode(run), as: UTF8.self))
    } else {
      print(RunFacts.current().text)
      print(
        "\(run.row), parallelism \(run.parallelism): \(run.events) events in"
          + " \(Numbers.hundredths(run.seconds)) s, \(Numbers.millions(run.recordsPerSecond))"
          + " M records/s, count \(run.count), checksum \(run.checksum), peak RSS"
          + " \(Numbers.megabytes(run.peakRSS)) MB")
    }
    return true
  }
}

/// What `run --json` prints of a row.
private struct RowReport: Record {
  var row = ""
  var parallelism = 1
  var events = 0
  var summary = RunSummary()
  var agrees = false
  var facts = RunFacts()

  init() {}
  init(_ run: EngineRun, _ summary: RunSummary, agrees: Bool, _ facts: RunFacts) {
    row = run.row
    parallelism = run.parallelism
    events = run.events
    self.summary = summary
    self.agrees = agrees
    self.facts = facts
  }

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("row", &row)
    try field("parallelism", &parallelism)
    try field("events", &events)
    try summary.fields(&field)
    try field("agrees_with_loop", &agrees)
    try field("facts", &facts)
  }
}
