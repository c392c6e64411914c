import Weir

/// Documents straight from a generator into a search index; then, when the gate opens, all of them
/// once more with other contents.
struct DocumentsJob: Job {
  static let name = "bench-documents"
  static let sink = "sessions"

  var documents = 200_000
  /// Whether they come a second time.
  var isReplacing = false
  var areWordsNew = false
  var shards = 4
  let gate = Gate()

  mutating func parameters(_ p: inout some ParameterVisitor) throws {
    try p("documents", &documents, help: "how many documents")
    try p("replacing", &isReplacing, help: "whether they come a second time")
    try p("new-words", &areWordsNew, help: "whether no word occurs twice")
    try p("shards", &shards, help: "files of the index")
  }

  func define(on flow: JobBuilder) throws {
    let (documents, areWordsNew) = (documents, areWordsNew)
    let generator = SequenceGenerator { sequence in
      SessionDocument(
        number: Int(sequence) % documents, revision: Int(sequence) / documents,
        areWordsNew: areWordsNew)
    }
    flow.source(
      "generator",
      GatedSource(
        upstream: GeneratorSource(
          count: Int64(isReplacing ? 2 * documents : documents), generator),
        number: documents, gate: gate)
    )
    .sink(Self.sink, to: SearchSink(id: \.session, text: [\.artists, \.tracks], shards: shards))
  }
}
