/// `weir-bench stores`: every row of the stores, one after the other.
struct StoresCommand: PlainCommand {
  static let name = "stores"
  static let usage = "[--runs N]       the rows of the three before"

  var runs = 3

  func run() async throws -> Bool {
    var upserts = UpsertsCommand()
    upserts.runs = runs
    var newRows = upserts
    newRows.keys = 0
    var documents = DocumentsCommand()
    documents.runs = runs
    var queries = QueriesCommand()
    queries.runs = runs
    var isRight = try await upserts.run()
    isRight = try await newRows.run() && isRight
    isRight = try await documents.run() && isRight
    return try await queries.run() && isRight
  }
}

extension StoresCommand {
  init(_ options: inout OptionList) throws {
    runs = try options.number("--runs") ?? runs
  }
}
