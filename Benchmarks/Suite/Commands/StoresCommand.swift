/// `weir-bench stores`: every row of the stores, one after the other.
struct StoresCommand {
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
