import Weir

/// Whether an index holds the documents of a job, by their number, by a sample, and by their words.
struct DocumentsCheck {
  let job: DocumentsJob
  let revision: Int

  /// Why the index is wrong; nil when it is right.
  func problem(dataDirectory: String) throws -> String? {
    let index = try JobReader(dataDirectory: dataDirectory, job: DocumentsJob.name).cut()
      .search(DocumentsJob.sink)
    let count = try index.count()
    guard count == job.documents else { return "\(count) documents, not \(job.documents)" }
    for number in stride(from: 0, to: job.documents, by: max(1, job.documents / 500)) {
      let document = document(number)
      guard try index.get(SessionDocument.self, document.session) == document else {
        return "document \(number) is not as it was put"
      }
    }
    for number in stride(from: 1, to: job.documents, by: max(1, job.documents / 5)) {
      let document = document(number)
      guard let title = document.tracks.last else { continue }
      let query = SearchQuery("tracks:\"\(title)\"")
      var options = SearchOptions(limit: 1)
      options.filters = [SearchFilter("session", .equal, .text(document.session))]
      guard try index.search(query, options).total == 1 else {
        return "document \(number) is not found by \"\(title)\""
      }
    }
    return nil
  }

  private func document(_ number: Int) -> SessionDocument {
    SessionDocument(number: number, revision: revision, areWordsNew: job.areWordsNew)
  }
}
