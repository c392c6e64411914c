/// `weir-bench list`: the rows.
struct ListCommand: SuiteCommand {
  static let name = "list"
  static let usage = ""

  init(_ options: inout OptionList) throws {}

  func run() async throws -> Bool {
    let width = BenchmarkRows.all.map(\.name.count).max() ?? 0
    for row in BenchmarkRows.all {
      let gap = String(repeating: " ", count: width - row.name.count + 2)
      let note = row.isBeside ? "; beside, not in the mean" : ""
      print("\(row.name)\(gap)\(row.summary); \(row.events) events\(note)")
    }
    return true
  }
}
