import Weir
import WeirRuntime

/// `weir-bench documents`: documents indexed and replaced by a whole job, until the last is applied.
struct DocumentsCommand {
  var documents = 200_000
  var shards = 4
  var runs = 3

  func run() async throws -> Bool {
    print(
      "\(documents) documents of about 40 words, \(shards) shards, a checkpoint each second,"
        + " default options")
    var isRight = try await rows(areWordsNew: false, "words as in natural language")
    isRight = try await rows(areWordsNew: true, "every word a new one") && isRight
    return isRight
  }

  private func rows(areWordsNew: Bool, _ name: String) async throws -> Bool {
    var indexed = MeasuredRow(documents, "documents")
    var replaced = MeasuredRow(documents, "documents")
    var isRight = true
    for _ in 0..<runs {
      let directory = try TemporaryDirectory.make()
      defer { TemporaryDirectory.remove(directory) }
      var job = DocumentsJob()
      job.documents = documents
      job.areWordsNew = areWordsNew
      job.shards = shards
      for revision in 0..<2 {
        job.revision = revision
        var options = RunOptions()
        // The same ids once more, from the start, into the index that is there.
        if revision == 1 { options.recovery = .none }
        let measured = try await Measured.run(job, in: directory, options)
        if revision == 0 { indexed.add(measured) } else { replaced.add(measured) }
        if let problem = try DocumentsCheck(job).problem(dataDirectory: directory) {
          isRight = false
          print("  \(name): WRONG: \(problem)")
        }
      }
    }
    let verdict = isRight ? "; documents are right" : ""
    print("  indexed, \(name): \(indexed.text)\(verdict)")
    print("  replaced, \(name): \(replaced.text)\(verdict)")
    return isRight
  }
}
