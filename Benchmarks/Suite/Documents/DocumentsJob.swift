import Weir

/// Documents straight from a generator into a search index.
struct DocumentsJob: Job {
  static let name = "bench-documents"
  static let sink = "sessions"

  var documents = 200_000
  var revision = 0
  var areWordsNew = false
  var shards = 4

  mutating func parameters(_ p: inout some ParameterVisitor) throws {
    try p("documents", &documents, help: "how many documents")
    try p("revision", &revision, help: "which contents they have")
    try p("new-words", &areWordsNew, help: "whether no word occurs twice")
    try p("shards", &shards, help: "files of the index")
  }

  func define(on flow: JobBuilder) throws {
    let (revision, areWordsNew) = (revision, areWordsNew)
    flow.source(
      "sessions",
      GeneratorSource(
        count: Int64(documents),
        SequenceGenerator {
          SessionDocument(number: Int($0), revision: revision, areWordsNew: areWordsNew)
        })
    )
    .sink(
      Self.sink,
      to: SearchSink(id: \.session, text: [\.artists, \.tracks], shards: shards))
  }
}
