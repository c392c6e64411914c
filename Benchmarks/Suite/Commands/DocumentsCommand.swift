import Weir
import WeirRuntime

/// `weir-bench documents`: documents indexed and replaced by a whole job, until the last is
/// applied.
struct DocumentsCommand: PlainCommand {
  static let name = "documents"
  static let usage = "[--documents N] [--shards N] [--runs N]"

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
      for (measured, revision, problem) in try await once(areWordsNew: areWordsNew) {
        if revision == 0 { indexed.add(measured) } else { replaced.add(measured) }
        if let problem {
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

  private func once(
    areWordsNew: Bool
  ) async throws -> [(Measured, revision: Int, problem: String?)] {
    let directory = try TemporaryDirectory.make()
    defer { TemporaryDirectory.remove(directory) }
    var job = DocumentsJob()
    job.documents = documents
    job.areWordsNew = areWordsNew
    job.shards = shards
    job.isReplacing = true
    var options = RunOptions()
    options.dataDirectory = directory
    let runner = JobRunner(job, options: options, environment: .system())
    func problem(_ revision: Int) throws -> String? {
      try DocumentsCheck(job: job, revision: revision).problem(dataDirectory: directory)
    }
    return try await withThrowingTaskGroup(of: Void.self) { group in
      let indexed = try await Measured.measure {
        group.addTask { _ = try await runner.run() }
        try await waitUntilIndexed(runner, directory)
      }
      let indexProblem = try problem(0)
      let replaced = try await Measured.measure {
        job.gate.open()
        try await group.waitForAll()
      }
      return [(indexed, 0, indexProblem), (replaced, 1, try problem(1))]
    }
  }

  /// Waits until all documents that come before the gate are in the index.
  private func waitUntilIndexed(_ runner: JobRunner, _ directory: String) async throws {
    var latest: UInt64?
    while true {
      try await Task.sleep(for: .milliseconds(5))
      let progress = runner.progress()
      guard let store = progress.stores.first(where: { $0.sink == DocumentsJob.sink }),
        store.appliedEpoch != latest, store.unappliedEpochs == 0,
        progress.recordsRead >= UInt64(documents)
      else { continue }
      latest = store.appliedEpoch
      let index = try JobReader(dataDirectory: directory, job: DocumentsJob.name).cut()
        .search(DocumentsJob.sink)
      if try index.count() >= documents { return }
    }
  }
}

extension DocumentsCommand {
  init(_ options: inout OptionList) throws {
    documents = try options.number("--documents") ?? documents
    shards = try options.number("--shards") ?? shards
    runs = try options.number("--runs") ?? runs
  }
}
