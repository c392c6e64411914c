import WeirCheckpoints
import WeirCore
import WeirFormats
import WeirGraph
import WeirLinesStore
import WeirStorage

/// Every dead letter of a job's directory: what its sources could not read, and what its stores
/// refused. It only reads.
struct DeadLetterBox: Sendable {
  let stored: StoredJob
  let environment: Environment

  /// Those of sources in the order in which they were refused, then those of sinks. One that was
  /// asked for again says so, until it has been refused once more for it.
  func entries() async throws -> [DeadLetterEntry] {
    var entries = try await fromSources()
    for node in stored.plan.nodes {
      guard case .sink(let sink) = node.kind else { continue }
      let context = StoredJob.context(of: node.id, stored.paths, stored.record, environment)
      entries += try await sink.rejectedChanges(context).map {
        DeadLetterEntry($0, of: node.id)
      }
    }
    let requests = Dictionary(grouping: try await requests(), by: \.letter)
    for index in entries.indices where entries[index].state == "refused" {
      let requestCount = Int64(requests[entries[index].id]?.count ?? 0)
      if requestCount >= entries[index].refusalCount { entries[index].state = "requested" }
    }
    return entries
  }

  /// A line that was refused more than once is one letter: the last.
  private func fromSources() async throws -> [DeadLetterEntry] {
    let (paths, files) = (stored.paths, environment.fileSystem)
    return try await environment.blocking.run {
      guard try files.status(paths.deadLetter) != nil else { return [] }
      var entries: [DeadLetterEntry] = []
      var places: [String: Int] = [:]
      let reader = try LinesReader(directory: paths.deadLetter, fileSystem: files)
      try reader.forEachLine { line in
        let entry = DeadLetterEntry(try JSON.decode(DeadLetter.self, from: Array(line)))
        if let place = places[entry.id] {
          let refusalCount = entries[place].refusalCount
          entries[place] = entry
          entries[place].refusalCount = refusalCount + 1
        } else {
          places[entry.id] = entries.count
          entries.append(entry)
        }
        return true
      }
      return entries
    }
  }

  func requests() async throws -> [RedriveRequest] {
    let log = RequestLog(stored.paths, environment.fileSystem)
    return try await environment.blocking.run { try log.requests() }
  }
}
