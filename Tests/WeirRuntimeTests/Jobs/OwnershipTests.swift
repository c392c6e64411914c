import Synchronization
import Testing
import WeirCheckpoints
import WeirCore
import WeirGraph
import WeirStorage
import WeirTestKit

@testable import WeirRuntime

/// Who may take a job's directory, and what is given back.
@Suite(.timeLimit(.minutes(10))) struct OwnershipTests {
  private let now = ProcessingTime(milliseconds: 0)

  @Test("--fresh leaves no moment in which another runner could take the directory")
  func freshWithoutGap() throws {
    let test = try JobTest(fileSystem: PosixFileSystem())
    let paths = test.paths
    try PosixFileSystem().open(paths.status, .update).close()
    let codes = Mutex<[WeirError.Code?]>([])
    let disk = HookedDisk {
      for isFresh in [false, true] {
        do {
          _ = try DirectorySession.take(
            paths, isFresh: isFresh, PosixFileSystem(), since: ProcessingTime(milliseconds: 0))
          codes.withLock { $0.append(nil) }
        } catch {
          codes.withLock { $0.append((error as? WeirError)?.code) }
        }
      }
    }
    let session = try DirectorySession.take(paths, isFresh: true, disk, since: now)
    defer { session.end() }
    #expect(codes.withLock { $0 } == [.directoryOwned, .directoryOwned])
    #expect(
      try PosixFileSystem().list(test.directory).map(\.name)
        == ["test-job", "test-job.old-1"])
    #expect(try DirectoryLock.readOwner(paths.lock) != nil)
  }

  @Test("A directory that is given back can be taken again, by whoever comes next")
  func taking() throws {
    let test = try JobTest(fileSystem: PosixFileSystem())
    for isFresh in [false, true, false] {
      try DirectorySession.take(test.paths, isFresh: isFresh, PosixFileSystem(), since: now).end()
    }
    #expect(try PosixFileSystem().list(test.directory).map(\.name) == ["test-job"])
  }

  @Test("A second runner that is refused changes nothing", arguments: [false, true])
  func refused(isFresh: Bool) async throws {
    let test = try JobTest(fileSystem: PosixFileSystem())
    let output = CollectedOutput<Int64>()
    let source = ScriptedSource<Int64>([[.record(1)]], isBounded: false)
    let job = ClosureJob { $0.source("numbers", source).sink("out", to: CollectingSink(output)) }
    let runner = test.runner(job)
    let running = Running { try await runner.run() }
    try await output.waitForRecords(1)
    let before = try await AttemptRecord.read(test.paths, test.environment)
    let code = await errorCode { try await test.run(job) { $0.isFresh = isFresh } }
    #expect(code == .directoryOwned)
    #expect(try await AttemptRecord.read(test.paths, test.environment) == before)
    #expect(before?.attempt == 1)
    #expect(try PosixFileSystem().list(test.directory).map(\.name) == ["test-job"])
    runner.stop()
    #expect(try await running.value.outcome == .stopped)
  }

  @Test("When one sink's applier cannot be made, those before it are closed")
  func appliersAreClosed() async throws {
    let (made, closed) = (Counter(), Counter())
    let source = ScriptedSource<Int64>([[.record(1)]])
    let job = ClosureJob { flow in
      let numbers = flow.source("numbers", source)
      for name in ["a", "b"] {
        numbers.sink(name, to: CountingSink(made: made, closed: closed, isBroken: false))
      }
      numbers.sink("c", to: CountingSink(made: made, closed: closed, isBroken: true))
    }
    let test = try JobTest()
    let runner = test.runner(job) { $0.restart = .fixed(delay: .zero, limit: 2) }
    let error = await #expect(throws: WeirError.self) { try await runner.run() }
    #expect(error?.location.operatorID == "c")
    #expect(made.value == 6)
    #expect(closed.value == 6)
  }
}

private final class Counter: Sendable {
  private let count = Mutex(0)
  var value: Int { count.withLock { $0 } }
  func add() { count.withLock { $0 += 1 } }
}

/// Counts its appliers, or gives none.
private struct CountingSink: Sink {
  let made: Counter
  let closed: Counter
  let isBroken: Bool
  private let inner = CollectingSink<Int64>(CollectedOutput())

  init(made: Counter, closed: Counter, isBroken: Bool) {
    self.made = made
    self.closed = closed
    self.isBroken = isBroken
  }

  func makeWriter(_ context: SinkContext) -> CollectingWriter<Int64> { inner.makeWriter(context) }

  func makeApplier(_ context: SinkContext) throws -> any Applier {
    if isBroken { throw WeirError(.inputOutput, "the store is gone", isRetriable: true) }
    made.add()
    return CountingApplier(closed)
  }
}

private final class CountingApplier: Applier {
  private let closed: Counter
  init(_ closed: Counter) { self.closed = closed }
  func recover(_ unapplied: [EpochCommit]) -> [EpochCommit] { [] }
  func apply(_ commit: EpochCommit) {}
  func committedEpoch() -> CheckpointID? { nil }
  func close() { closed.add() }
}
