import Testing
import WeirCore
import WeirStorage
import WeirTestKit

@testable import WeirEpochLog

/// A log and a store that a test can break.
struct TestLog: Sendable {
  var files = FaultyFileSystem()
  var store = MemoryStore(partitionCount: 2)
  var clock: any ProcessingClock = InstantClock()
  var options = StoreOptions()
  var failpoints: any Failpoints = NoFailpoints()
  var jobID = "0123456789abcdef"
  var sink = "rows"
  static let directory = "/data/job/logs/rows"

  func context(attempt: UInt64 = 1, subtask: Int = 0) -> SinkContext {
    SinkContext(
      job: "job", jobID: jobID, operatorID: OperatorID(sink), subtask: subtask, parallelism: 2,
      attempt: Attempt(attempt), directory: "/data/job/stores/rows", logDirectory: Self.directory,
      environment: Environment(
        fileSystem: files, blocking: InlineBlockingPool(), clock: clock, spawner: TaskSpawner(),
        failpoints: failpoints, random: { 4 }))
  }

  func writer(attempt: UInt64 = 1, subtask: Int = 0) -> EpochLogWriter {
    EpochLogWriter(
      context: context(attempt: attempt, subtask: subtask),
      partitionCount: store.contents.count, options: options)
  }

  func applier(attempt: UInt64 = 1) -> EpochLogApplier {
    EpochLogApplier(
      context: context(attempt: attempt), partitions: store.partitions(attempt: attempt),
      options: options)
  }

  /// An applier of an attempt for which `unapplied` is what the manifest lists.
  func recovered(
    _ unapplied: [EpochCommit] = [], attempt: UInt64 = 1
  ) async throws -> EpochLogApplier {
    let applier = applier(attempt: attempt)
    _ = try await applier.recover(unapplied)
    return applier
  }

  var reader: EpochLogReader { EpochLogReader(context()) }

  /// One epoch of these changes, each list for the partition of its place.
  func sealed(
    _ changes: [[TestChange]], epoch: UInt64, previous: [Int: CheckpointID] = [:],
    attempt: UInt64 = 1, subtask: Int = 0
  ) async throws -> EpochCommit {
    let writer = writer(attempt: attempt, subtask: subtask)
    for (partition, changes) in changes.enumerated() {
      for change in changes { try writer.append(change, to: partition) }
    }
    return EpochCommit(
      epoch: CheckpointID(epoch), segments: try await writer.seal(CheckpointID(epoch)),
      previous: previous)
  }

  func rows(_ partition: Int = 0) -> [String: String] {
    Dictionary(
      uniqueKeysWithValues: store.contents[partition].rows.map {
        (String(decoding: $0.key, as: UTF8.self), String(decoding: $0.value, as: UTF8.self))
      })
  }

  /// The names of the log's files.
  var names: [String] {
    files.disk.allFiles.filter { $0.hasPrefix(Self.directory + "/") }
      .map { String($0.dropFirst(Self.directory.count + 1)) }
  }
}

/// A clock whose sleepers wake at once, and which shows afterwards that they slept.
final class InstantClock: ProcessingClock {
  private let clock = ManualClock()

  func now() -> ProcessingTime { clock.now() }
  func monotonicNanoseconds() -> UInt64 { clock.monotonicNanoseconds() }

  func sleep(for duration: Duration) async throws {
    try Task.checkCancellation()
    clock.advance(by: duration)
    await Task.yield()
  }
}

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
