import Weir

/// `weir-bench report`: one page and one table from the results of the other commands.
struct ReportCommand: SuiteCommand {
  static let name = "report"
  static let usage = "RESULTS.json… [--html FILE] [--markdown FILE]"

  private let html: String
  private let markdown: String?
  private let files: [String]

  init(_ options: inout OptionList) throws {
    html = try options.text("--html") ?? "weir-bench.html"
    markdown = try options.text("--markdown")
    files = try options.names()
    if files.isEmpty { throw BenchmarkError("report needs files of results") }
  }

  func run() async throws -> Bool {
    let results = try files.map { file in
      do {
        return try JSON.decode(SuiteResults.self, from: try TextFile.read(file))
      } catch let error as WeirError {
        throw BenchmarkError("\(file) holds no results: \(error.message)")
      }
    }
    try TextFile.write(Array(ReportPage(results: results).html.utf8), to: html)
    let text = ReportTables(results: results).markdown
    if let markdown { try TextFile.write(Array(text.utf8), to: markdown) } else { print(text) }
    Progress.note("the page is in \(html)")
    return true
  }
}
