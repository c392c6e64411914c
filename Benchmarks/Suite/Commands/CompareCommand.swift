import Weir

/// `weir-bench compare`: Weir and Flink in turns, each run a process of its own.
struct CompareCommand: SuiteCommand {
  static let name = "compare"
  static let usage =
    "[ROW…] [--parallelism 1,2] [--events N] [--checkpoint-interval 1s|none] [--repeat N]"
    + " [--output FILE]"

  private let rows: [BenchmarkRow]
  private let parallelisms: [Int]
  private var settings = RowSettings()
  private let runs: Int
  private let output: String?

  init(_ options: inout OptionList) throws {
    parallelisms = try options.numbers("--parallelism") ?? [1, 2]
    settings.events = try options.number("--events") ?? 0
    if let text = try options.text("--checkpoint-interval") {
      settings.interval = try RowSettings.CheckpointInterval(text)
    }
    runs = try options.number("--repeat") ?? 3
    output = try options.text("--output")
    rows = try BenchmarkRows.named(try options.names())
  }

  func run() async throws -> Bool {
    var results = SuiteResults(RunFacts.current())
    print(results.facts.text)
    for row in rows {
      for parallelism in parallelisms {
        let compared = compare(row, parallelism)
        results.compared.append(compared)
        print(Self.text(compared))
        // What is measured stays when a later row is broken off.
        try results.write(to: output)
      }
    }
    for parallelism in parallelisms {
      let ratios = results.compared.filter { $0.parallelism == parallelism && !$0.isBeside }
        .map(\.countedRatio)
      if let mean = GeometricMean.of(ratios) {
        print(
          "parallelism \(parallelism): geometric mean \(Numbers.hundredths(mean)) × Flink,"
            + " \(ratios.count) rows")
      }
    }
    return results.compared.allSatisfy { !$0.isVoid }
  }

  /// A run that fails makes the row void and the others go on.
  private func compare(_ row: BenchmarkRow, _ parallelism: Int) -> ComparedRow {
    var settings = settings
    settings.parallelism = parallelism
    var weir: [EngineRun] = []
    var flink: [EngineRun] = []
    var failure: String?
    var hasFailed = false
    do {
      for number in 1...runs {
        Progress.note("\(row.name), parallelism \(parallelism): turn \(number) of \(runs)")
        hasFailed = true
        weir.append(try EngineProcess.weir(row, settings))
        hasFailed = false
        flink.append(try EngineProcess.flink(row, settings))
      }
    } catch {
      failure = "\(error)"
    }
    var compared = ComparedRow(
      row: row.name, parallelism: parallelism, events: settings.events(of: row),
      target: row.peerTarget, cores: 1, weir: weir, other: flink)
    compared.memoryTarget = BenchmarkRow.memoryTarget
    compared.isBeside = row.isBeside
    compared.hasFailed = hasFailed
    if let failure { compared.void = failure }
    return compared
  }

  static func text(_ row: ComparedRow) -> String {
    "\(row.row)\(row.isBeside ? " (beside)" : ""), parallelism \(row.parallelism): Weir"
      + " \(row.weir.speed.text(Numbers.millions)), Flink"
      + " \(row.other.speed.text(Numbers.millions)) M records/s; \(Numbers.hundredths(row.ratio)) ×"
      + " (target \(Numbers.short(row.target))),"
      + " \(Numbers.hundredths(row.costRatio)) × by CPU time,"
      + " RSS \(Numbers.megabytes(row.weir.peakRSS)) against \(Numbers.megabytes(row.other.peakRSS)) MB (1/\(Numbers.short(row.memoryRatio))):"
      + " \(row.verdict)"
  }
}
