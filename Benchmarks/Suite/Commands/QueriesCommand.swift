import Weir

/// `weir-bench queries`: queries answered by one thread over an index that a job has filled.
struct QueriesCommand: PlainCommand {
  static let name = "queries"
  static let usage = "[--documents N] [--shards N] [--queries N] [--runs N]"

  var documents = 200_000
  var shards = 4
  var runs = 3
  var queries = 2000

  /// So many queries of each kind are compared with what a look at every document finds.
  private static let checkedCount = 5

  func run() async throws -> Bool {
    print(
      "\(queries) queries by one thread over \(documents) documents in \(shards) shards,"
        + " ten best hits each")
    let directory = try TemporaryDirectory.make()
    defer { TemporaryDirectory.remove(directory) }
    var job = DocumentsJob()
    job.documents = documents
    job.shards = shards
    _ = try await Measured.run(job, in: directory)
    let index = try JobReader(dataDirectory: directory, job: DocumentsJob.name).cut()
      .search(DocumentsJob.sink)
    let all = (0..<documents).map { SessionDocument(number: $0, revision: 0, areWordsNew: false) }
    var isRight = true
    for kind in QueryKind.allCases {
      let problem = try problem(kind, index, all)
      if let problem { print("  \(kind.rawValue): WRONG: \(problem)") }
      isRight = isRight && problem == nil
      var row = MeasuredRow(queries, "queries")
      var found = 0
      for _ in 0..<runs {
        found = 0
        row.add(
          try await Measured.measure {
            for number in 0..<queries {
              found += try index.search(SearchQuery(kind.text(number)), kind.options).total
            }
          })
      }
      print(
        "  \(kind.rawValue): \(row.text); \(found / queries) documents found on average"
          + (problem == nil ? "; results are right" : ""))
    }
    return isRight
  }

  private func problem(
    _ kind: QueryKind, _ index: SearchSnapshot, _ all: [SessionDocument]
  ) throws -> String? {
    for number in 0..<Self.checkedCount {
      let results = try index.search(SearchQuery(kind.text(number)), kind.options)
      let expected = all.filter { kind.finds($0, number) }
      guard results.total == expected.count else {
        return "\(kind.text(number)) finds \(results.total), not \(expected.count)"
      }
      for facet in results.facets {
        let sum = facet.counts.reduce(facet.otherCount) { $0 + $1.count }
        guard sum == expected.count, let first = facet.counts.first,
          expected.count(where: { .text($0.country) == first.value }) == first.count
        else { return "\(kind.text(number)) is counted wrongly by \(facet.field)" }
      }
    }
    return nil
  }
}

extension QueriesCommand {
  init(_ options: inout OptionList) throws {
    documents = try options.number("--documents") ?? documents
    shards = try options.number("--shards") ?? shards
    queries = try options.number("--queries") ?? queries
    runs = try options.number("--runs") ?? runs
  }
}
