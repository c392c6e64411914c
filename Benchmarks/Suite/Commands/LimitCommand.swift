import Weir

/// `weir-bench limit`: each row beside its hand-written loop, in turns.
struct LimitCommand: SuiteCommand {
  static let name = "limit"
  static let usage = "[ROW…] [--parallelism 1,2] [--events N] [--repeat N] [--output FILE]"

  private let rows: [BenchmarkRow]
  private let parallelisms: [Int]
  private let events: Int
  private let runs: Int
  private let output: String?

  init(_ options: inout OptionList) throws {
    parallelisms = try options.numbers("--parallelism") ?? [1, 2]
    events = try options.number("--events") ?? 0
    runs = try options.number("--repeat") ?? 3
    output = try options.text("--output")
    let names = try options.names()
    rows = names.isEmpty ? BenchmarkRows.own : try BenchmarkRows.named(names)
  }

  func run() async throws -> Bool {
    var results = SuiteResults(RunFacts.current())
    print(results.facts.text)
    for row in rows {
      var settings = RowSettings()
      settings.events = events
      let count = settings.events(of: row)
      var loops: [EngineRun] = []
      var engines = [[EngineRun]](repeating: [], count: parallelisms.count)
      for number in 1...runs {
        Progress.note("\(row.name): turn \(number) of \(runs)")
        loops.append(try EngineProcess.loop(row, events: count))
        for (index, parallelism) in parallelisms.enumerated() {
          settings.parallelism = parallelism
          engines[index].append(try EngineProcess.weir(row, settings))
        }
      }
      for (index, parallelism) in parallelisms.enumerated() {
        var compared = ComparedRow(
          row: row.name, parallelism: parallelism, events: count, target: row.limitTarget,
          cores: parallelism, weir: engines[index], other: loops)
        compared.isByCost = true
        results.limits.append(compared)
        print(Self.text(compared))
      }
      try results.write(to: output)
    }
    return results.limits.allSatisfy { !$0.isVoid }
  }

  static func text(_ row: ComparedRow) -> String {
    "\(row.row), parallelism \(row.parallelism): engine"
      + " \(row.weir.speed.text(Numbers.millions)), loop"
      + " \(row.other.speed.text(Numbers.millions)) M records/s;"
      + " \(Numbers.hundredths(row.costRatio)) of the loop by CPU time,"
      + " target \(Numbers.hundredths(row.target)),"
      + " \(Numbers.hundredths(row.ratio)) by time and subtask: \(row.verdict)"
  }
}
