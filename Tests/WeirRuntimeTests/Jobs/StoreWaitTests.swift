import Synchronization
import Testing
import WeirCore
import WeirGraph
import WeirRuntime
import WeirTestKit

/// A store that does not work when the job starts.
@Suite(.timeLimit(.minutes(10))) struct StoreWaitTests {
  private let output = CollectedOutput<Int64>()
  private let works = Latch()

  /// Runs a job up to the point where it waits for its store.
  private func waiting() async throws -> (runner: JobRunner, running: Running<RunResult>) {
    let sink = WaitingSink(sink: CollectingSink(output), works: works)
    let source = ScriptedSource<Int64>([[.record(1), .record(2)]])
    let runner = try JobTest().runner(
      ClosureJob { flow in flow.source("numbers", source).sink("rows", to: sink) })
    let running = Running { try await runner.run() }
    while runner.progress().stores.first?.isFailing != true { await Task.yield() }
    return (runner, running)
  }

  @Test("The job waits for it before the first record, and says which store it is")
  func waits() async throws {
    let (runner, running) = try await waiting()
    #expect(runner.progress().stores.map(\.sink) == ["rows"])
    #expect(runner.progress().stores.first?.lastFailure == "it is locked")
    #expect(runner.progress().restarts == 0 && output.records == [])
    works.release()
    #expect(try await running.value.outcome == .finished)
    #expect(output.records.sorted() == [1, 2])
  }

  @Test("Cancelling the run ends the wait")
  func cancelled() async throws {
    let (runner, running) = try await waiting()
    runner.cancel()
    #expect(await errorCode { _ = try await running.value } == .cancelled)
  }

  @Test("A stop ends the wait with the store's error: there is nothing to take a checkpoint of")
  func stopped() async throws {
    let (runner, running) = try await waiting()
    runner.stop()
    do {
      _ = try await running.value
      Issue.record("the run ended well")
    } catch let error as WeirError {
      #expect(error.code == .inputOutput && error.location.operatorID == "rows")
      #expect(error.message.contains("it is locked"))
    }
    #expect(runner.progress().state == "failed" && output.records == [])
  }
}

/// A sink whose store takes its time to be opened.
private struct WaitingSink: Sink {
  let sink: CollectingSink<Int64>
  let works: Latch

  func makeWriter(_ context: SinkContext) -> CollectingWriter<Int64> { sink.makeWriter(context) }

  func makeApplier(_ context: SinkContext) -> any Applier {
    WaitingApplier(sink.makeApplier(context), works)
  }
}

private final class WaitingApplier: Applier {
  private let applier: any Applier
  private let works: Latch
  private let waits = Mutex(false)

  init(_ applier: any Applier, _ works: Latch) {
    self.applier = applier
    self.works = works
  }

  var status: StoreStatus {
    waits.withLock { $0 } ? StoreStatus(failureCount: 1, lastFailure: "it is locked") : .init()
  }

  func committedEpoch() async throws -> CheckpointID? {
    waits.withLock { $0 = true }
    try await works.wait()
    waits.withLock { $0 = false }
    return try await applier.committedEpoch()
  }

  func recover(_ unapplied: [EpochCommit]) async throws -> [EpochCommit] {
    try await applier.recover(unapplied)
  }

  func apply(_ commit: EpochCommit) async throws { try await applier.apply(commit) }
  func close() async { await applier.close() }
}
