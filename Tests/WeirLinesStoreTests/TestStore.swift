import Testing
import WeirCore
import WeirFormats
import WeirStorage
import WeirTestKit

@testable import WeirLinesStore

/// A lines store on a disk that a test can break.
struct TestStore {
  var files = FaultyFileSystem()
  var directory = "/data/job/stores/lines"
  var jobID = "0123456789abcdef"
  var failpoints: any Failpoints = NoFailpoints()
  var clock = ManualClock()

  func context(attempt: UInt64 = 1, subtask: Int = 0) -> SinkContext {
    SinkContext(
      job: "job", jobID: jobID, operatorID: OperatorID("lines"), subtask: subtask, parallelism: 2,
      attempt: Attempt(attempt), directory: directory, logDirectory: "/data/job/logs/lines",
      environment: Environment(
        fileSystem: files, blocking: InlineBlockingPool(), clock: clock,
        spawner: TaskSpawner(), failpoints: failpoints, random: { 4 }))
  }

  func writer(
    _ sink: JSONLinesSink<Reading> = JSONLinesSink(), attempt: UInt64 = 1, subtask: Int = 0
  ) async throws -> LinesWriter<Reading> {
    try await sink.makeWriter(context(attempt: attempt, subtask: subtask))
  }

  func applier(attempt: UInt64 = 1) async throws -> any Applier {
    try await JSONLinesSink<Reading>().makeApplier(context(attempt: attempt))
  }

  /// An applier of an attempt for which `unapplied` is what the manifest lists.
  func recovered(
    _ unapplied: [EpochCommit] = [], attempt: UInt64 = 1
  ) async throws -> any Applier {
    let applier = try await applier(attempt: attempt)
    #expect(try await applier.recover(unapplied).isEmpty)
    return applier
  }

  /// One sealed epoch of these readings.
  func sealed(
    _ numbers: Range<Int>, epoch: UInt64, _ sink: JSONLinesSink<Reading> = JSONLinesSink(),
    attempt: UInt64 = 1, key: (Int) -> String = { _ in "" }
  ) async throws -> EpochCommit {
    let writer = try await writer(sink, attempt: attempt)
    try writer.write(Reading.batch(numbers.map { Reading($0, key: key($0)) }))
    return EpochCommit(
      epoch: CheckpointID(epoch), segments: try await writer.seal(CheckpointID(epoch)))
  }

  func lines() throws -> [String] {
    try LinesReader(directory: directory, fileSystem: files.disk).lines()
  }

  /// A reader at an epoch for which `commits` are what the manifests list.
  func reader(at epoch: UInt64, _ commits: [EpochCommit]) throws -> LinesReader {
    let snapshot = LinesSnapshot(directory: directory, fileSystem: files.disk)
    try snapshot.position(at: StoreCut(epoch: CheckpointID(epoch), commits: commits))
    return snapshot.reader
  }

  /// Names of all files below the store's directory, without the marker.
  var names: [String] {
    files.disk.allFiles.filter { $0.hasPrefix(directory + "/") }
      .map { String($0.dropFirst(directory.count + 1)) }
      .filter { $0 != "_weir.json" }
  }
}

extension LinesWriter {
  func seal(_ epoch: CheckpointID, isFinal: Bool) async throws -> [Segment] {
    if isFinal { finish() }
    return try await seal(epoch)
  }
}

extension PartName {
  init(epoch: CheckpointID, attempt: Attempt, subtask: Int, sequence: UInt64) {
    self.init(
      epochs: epoch...epoch,
      id: PartID(attempt: attempt, subtask: subtask, sequence: sequence))
  }
}

func lines(_ numbers: Range<Int>) -> [String] { numbers.map { Reading($0).line } }

/// Runs `body` and returns the error that it must throw.
func failure(
  _ body: () async throws -> Void, sourceLocation: SourceLocation = #_sourceLocation
) async -> WeirError? {
  do {
    try await body()
    Issue.record("nothing was thrown", sourceLocation: sourceLocation)
    return nil
  } catch let error as WeirError {
    return error
  } catch {
    Issue.record("\(error) is no WeirError", sourceLocation: sourceLocation)
    return nil
  }
}
