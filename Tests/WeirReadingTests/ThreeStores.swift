import Testing
import Weir
import WeirCheckpoints
import WeirRuntime
import WeirStorage
import WeirTestKit

/// Jobs with a lines store, a table and an index of the same events, on the machine's disk.
struct ThreeStores {
  let test: JobTest

  init() throws {
    test = try JobTest(fileSystem: PosixFileSystem(), blocking: ThreadBlockingPool())
  }

  func runner(
    _ steps: [ScriptStep<Event>], tableGate: Latch? = nil, retaining count: Int = 1000
  ) -> JobRunner {
    let source = ScriptedSource([steps])
    let job = ClosureJob { flow in
      let events = flow.source("events", source)
      events.sink("archive", to: JSONLinesSink())
      events.sink("rows", to: GatedSink(TableSink(key: \Event.key, partitions: 3), gate: tableGate))
      events.sink("documents", to: SearchSink(id: \.key, text: [\.words], shards: 2))
    }
    return test.runner(job) { options in
      options.checkpoints = CheckpointOptions(interval: .milliseconds(5), retainedCount: count)
    }
  }

  func reader(_ environment: Environment? = nil) throws -> JobReader {
    try JobReader(
      dataDirectory: test.directory, job: ClosureJob.name,
      environment: environment ?? test.environment)
  }

  /// Events one by one with the end of a batch behind each `size` of them.
  static func events(_ numbers: Range<Int>, size: Int = 10) -> [ScriptStep<Event>] {
    numbers.flatMap { number -> [ScriptStep<Event>] in
      let record = ScriptStep.record(Event(number))
      return number % size == size - 1 ? [record, .idle(retryAfter: .milliseconds(1))] : [record]
    }
  }
}

/// What the three stores show at a cut.
struct Content: Equatable {
  var epoch: CheckpointID
  var archive: [Event]
  var rows: [Event]
  var documents: [Event]

  init(_ cut: StoresCut) throws {
    epoch = cut.epoch
    archive = try cut.lines("archive").records(of: Event.self)
    rows = try cut.table("rows", of: Event.self).rows()
    documents = try cut.search("documents").search(.all, SearchOptions(limit: .max)).hits
      .map { try $0.document.decode(Event.self) }
  }

  /// What rows and documents must be when the lines are what was done.
  var expected: [Event] {
    var latest: [String: Event] = [:]
    for event in archive where event.number >= latest[event.key]?.number ?? 0 {
      latest[event.key] = event
    }
    return latest.values.sorted { $0.key < $1.key }
  }

  func check(sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(rows == expected, sourceLocation: sourceLocation)
    #expect(documents == expected, sourceLocation: sourceLocation)
  }
}
