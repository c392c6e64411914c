import WeirCheckpoints
import WeirCore
import WeirFormats
import WeirGraph
import WeirLinesStore
import WeirReading
import WeirStorage

/// Every dead letter of a job's directory: what its sources could not read, and what its stores
/// refused. It only reads.
struct DeadLetterBox: Sendable {
  let stored: StoredJob
  let environment: Environment

  /// Those of sources at one epoch.
  private struct SourceLetters {
    var entries: [DeadLetterEntry] = []
    /// Nil while there is none.
    var epoch: CheckpointID?
  }

  /// A running job may remove what is being read, so it is read again some times.
  private static let roundLimit = 16

  /// Those of sources in the order in which they were refused, then those of sinks. One that was
  /// asked for again says so, until it has been refused once more for it, or stored.
  func entries() async throws -> [DeadLetterEntry] {
    let requests = Dictionary(grouping: try await requests(), by: \.letter)
    var entries = try await fromSources(requests)
    let sourceCount = entries.count
    for node in stored.plan.nodes {
      guard case .sink(let sink) = node.kind else { continue }
      let context = StoredJob.context(of: node.id, stored.paths, stored.record, environment)
      entries += try await sink.rejectedChanges(context).map {
        DeadLetterEntry($0, of: node.id)
      }
    }
    for index in entries.indices.dropFirst(sourceCount) where entries[index].isAsked(in: requests) {
      entries[index].state = "requested"
    }
    return entries
  }

  /// A source takes a request up and goes on, so what it has read is known by its position. The
  /// position and the letters are of one epoch: what was refused once more is among them then.
  private func fromSources(
    _ requests: [String: [RedriveRequest]]
  ) async throws -> [DeadLetterEntry] {
    var rounds = 0
    while true {
      rounds += 1
      do {
        var letters = try await sourceLetters()
        let asked = letters.entries.indices.filter { letters.entries[$0].isAsked(in: requests) }
        guard !asked.isEmpty, let epoch = letters.epoch else { return letters.entries }
        guard let positions = try await positions(at: epoch) else { throw SnapshotExpired() }
        for index in asked {
          let letter = letters.entries[index]
          let last = requests[letter.id]?.map(\.number).max() ?? 0
          let isTaken = last <= positions[OperatorID(letter.operatorID)] ?? 0
          letters.entries[index].state = isTaken ? "redriven" : "requested"
        }
        return letters.entries
      } catch is SnapshotExpired where rounds < Self.roundLimit {
        continue
      } catch is SnapshotExpired {
        throw WeirError(
          .unusableCheckpoint,
          "the job makes checkpoints faster than its dead letters can be read: read again, or let"
            + " it keep more with --checkpoint-retained", at: .init(file: stored.paths.directory))
      }
    }
  }

  private func positions(at epoch: CheckpointID) async throws -> [OperatorID: UInt64]? {
    let store = CheckpointStore(
      paths: stored.paths, jobID: stored.record.jobID, environment: environment)
    return try await store.requestPositions(epoch)
  }

  /// A line that was refused more than once is one letter: the last.
  private func sourceLetters() async throws -> SourceLetters {
    let (stored, environment) = (stored, environment)
    return try await environment.blocking.run {
      let reader = try JobReader(
        dataDirectory: stored.paths.dataDirectory, job: stored.record.job,
        environment: environment)
      let name = JobBuilder.deadLetterSinkName
      guard try LinesReader.isStore(stored.paths.deadLetter, environment.fileSystem),
        try reader.newestEpoch() != nil
      else { return SourceLetters() }
      let cut = try reader.cut(of: [name])
      var letters = SourceLetters(epoch: cut.epoch)
      var places: [String: Int] = [:]
      try cut.lines(name).forEachLine { line in
        let entry = DeadLetterEntry(try JSON.decode(DeadLetter.self, from: Array(line)))
        if let place = places[entry.id] {
          let refusalCount = letters.entries[place].refusalCount
          letters.entries[place] = entry
          letters.entries[place].refusalCount = refusalCount + 1
        } else {
          places[entry.id] = letters.entries.count
          letters.entries.append(entry)
        }
        return true
      }
      return letters
    }
  }

  func requests() async throws -> [RedriveRequest] {
    let log = RequestLog(stored.paths, environment.fileSystem)
    return try await environment.blocking.run { try log.requests() }
  }
}

extension DeadLetterEntry {
  /// Whether it was asked for as often as it was refused.
  fileprivate func isAsked(in requests: [String: [RedriveRequest]]) -> Bool {
    state == "refused" && Int64(requests[id]?.count ?? 0) >= refusalCount
  }
}
