import Testing
import WeirCore
import WeirGraph
import WeirRuntime
import WeirTestKit

/// Barriers in whole jobs.
@Suite(.timeLimit(.minutes(10))) struct CheckpointTests {
  /// Two sources that meet in one subtask, and what happens at its barrier.
  private struct Meeting {
    let clock = ManualClock()
    let output = CollectedOutput<Int64>()
    let injected = Latch()
    let paused = Latch()
    let goOn = Latch()
    let sentBehindBarrier = Latch()
    let stalled = Latch()
    let endStall = Latch()
    let secondSeen = Latch()

    /// The first source is at its barrier and has sent record 2 behind it; the second source's
    /// barrier is not there, because its read does not return.
    func start(timeout: Duration) async throws -> CancellableRun {
      let injected = injected
      let hooks = Hooks(actions: [.barrierInjected: { injected.release() }])
      let first = ScriptedSource<Int64>(
        [
          [
            .record(1), .pause(reached: paused, until: goOn), .record(2),
            .pause(reached: sentBehindBarrier, until: Latch()),
          ]
        ], isBounded: false)
      let second = ScriptedSource<Int64>(
        [[.stall(reached: stalled, until: endStall), .record(10)]], isBounded: false)
      let (output, secondSeen) = (output, secondSeen)
      let test = try JobTest(clock: clock, failpoints: hooks)
      let runner = test.runner(
        ClosureJob { flow in
          flow.source("first", first).union(flow.source("second", second))
            .map { number in
              if number == 2 { secondSeen.release() }
              return number
            }
            .sink("out", to: CollectingSink(output))
        }
      ) { options in
        options.parallelism = 1
        options.checkpoints.interval = .seconds(1)
        options.checkpoints.timeout = timeout
        options.restart = .none
      }
      let running = Running {
        let result = try await runner.run()
        withExtendedLifetime(test) {}
        return result
      }
      try await paused.wait()
      try await stalled.wait()
      await advance(clock) { injected.isReleased }
      goOn.release()
      try await sentBehindBarrier.wait()
      return running.also(runner)
    }
  }

  @Test("SEMANTICS 1.1: what comes behind a barrier waits for the barriers of the other inputs")
  func alignment() async throws {
    let meeting = Meeting()
    let running = try await meeting.start(timeout: .hours(100))
    #expect(!meeting.secondSeen.isReleased)
    meeting.endStall.release()
    try await meeting.output.waitForRecords(2)
    #expect(meeting.output.records.prefix(2).sorted() == [1, 10])
    try await meeting.secondSeen.wait()
    await running.cancel()
  }

  @Test("SEMANTICS 1.2: the barrier leaves before the records that follow it, so they are in the next epoch")
  func nextEpoch() async throws {
    let meeting = Meeting()
    let running = try await meeting.start(timeout: .hours(100))
    meeting.endStall.release()
    try await meeting.output.waitForRecords(2)
    let (output, clock) = (meeting.output, meeting.clock)
    await advance(clock) { output.records.count == 3 }
    #expect(output.records.last == 2)
    #expect(output.epochs.count == 2)
    await running.cancel()
  }

  @Test("SEMANTICS 1.5: an aborted checkpoint releases the inputs that it held back")
  func abortReleases() async throws {
    let meeting = Meeting()
    let running = try await meeting.start(timeout: .seconds(5))
    let (clock, seen) = (meeting.clock, meeting.secondSeen)
    await advance(clock) { seen.isReleased }
    #expect(meeting.output.records == [])
    meeting.endStall.release()
    let output = meeting.output
    await advance(clock) { output.records.count == 3 }
    #expect(output.records.sorted() == [1, 2, 10])
    await running.cancel()
  }

  @Test("A checkpoint that takes too long is aborted, and the job goes on")
  func timeout() async throws {
    let clock = ManualClock()
    let output = CollectedOutput<Int64>()
    let writing = Latch()
    let steps = (0..<20_000).map { ScriptStep.record(Int64($0)) }
    let source = ScriptedSource([steps])
    let sink = CollectingSink(output, writing: writing)
    let runner = try JobTest(clock: clock).runner(
      ClosureJob { $0.source("numbers", source).rebalanced().sink("out", to: sink) }
    ) { options in
      options.parallelism = 1
      options.checkpoints.interval = .seconds(1)
      options.checkpoints.timeout = .seconds(5)
    }
    let running = Running { try await runner.run() }
    try await sink.stuck.wait()
    await advance(clock) { runner.progress().checkpoint.phase.contains("3") }
    #expect(runner.progress().checkpoint.latest == nil)
    #expect(output.records == [])
    writing.release()
    await advance(clock) { running.hasEnded }
    #expect(try await running.value.restartCount == 0)
    #expect(output.records.sorted() == Array(0..<20_000))
  }

  @Test("SEMANTICS 1.6: a diamond whose branches are full does not deadlock", arguments: [1, 2, 3])
  func diamond(parallelism: Int) async throws {
    let output = CollectedOutput<Int64>()
    let source = ScriptedSource([(0..<60).map { ScriptStep.record(Int64($0)) }])
    try await JobTest().run(
      ClosureJob { flow in
        let numbers = flow.source("numbers", source)
          .flatMap { number in (0..<1000).lazy.map { number * 1000 + $0 } }
        let even = numbers.rebalanced().filter { $0 % 2 == 0 }
        let odd = numbers.rebalanced().filter { $0 % 2 == 1 }.map { $0 }
        even.union(odd).keyed(by: { $0 % 100 })
          .reduce("latest") { _, number in number }
          .sink("out", to: CollectingSink(output))
      }
    ) { $0.parallelism = parallelism }
    #expect(output.records.sorted() == Array(0..<60_000))
  }

  @Test("SEMANTICS 1.8: a record with outputs without end lets a barrier through",
    arguments: [false, true])
  func explosion(isRebalanced: Bool) async throws {
    let output = CollectedOutput<Int64>()
    let source = ScriptedSource<Int64>([[.record(0)]])
    let limit: Int64 = 1 << 40
    try await JobTest().run(
      ClosureJob { flow in
        let exploded = flow.source("numbers", source)
          .flatMap { _ in (0..<limit).lazy.prefix { _ in output.epochs.isEmpty } }
        (isRebalanced ? exploded.rebalanced() : exploded).sink("out", to: FlushingSink(output))
      }
    ) { $0.parallelism = 1 }
    #expect(output.epochs.count > 1)
    #expect(output.records == Array(0..<Int64(output.records.count)))
  }

  @Test("SEMANTICS 1.3: work that a crash interrupts in two operators of a chain is not lost or done twice",
    arguments: [1, 2, 3])
  func pendingWork(failures: Int) async throws {
    let output = CollectedOutput<Int64>()
    let failure = WeirError(.inputOutput, "the store is away")
    output.failCommits(with: Array(repeating: failure, count: failures))
    let source = ScriptedSource([(0..<4).map { ScriptStep.record(Int64($0)) }])
    try await JobTest().run(
      ClosureJob { flow in
        flow.source("numbers", source)
          .flatMap { number in (0..<300).lazy.map { number * 300 + $0 } }
          .flatMap { number in (0..<50).lazy.map { number * 50 + $0 } }
          .rebalanced().sink("out", to: CollectingSink(output))
      }
    ) { $0.parallelism = 1 }
    #expect(output.records.sorted() == Array(0..<60_000))
    #expect(output.violations == [])
  }
}

extension Running where Value == RunResult {
  /// The run together with what ends it.
  func also(_ runner: JobRunner) -> CancellableRun { CancellableRun(running: self, runner: runner) }
}

/// A run that never ends by itself.
struct CancellableRun {
  let running: Running<RunResult>
  let runner: JobRunner

  func cancel() async {
    runner.cancel()
    _ = await errorCode { _ = try await running.value }
  }
}

/// A collecting sink that wants to write after every thousand records, as one on a disk does.
struct FlushingSink<Element: FieldValue>: Sink {
  let inner: CollectingSink<Element>
  init(_ output: CollectedOutput<Element>) { inner = CollectingSink(output) }
  func makeWriter(_ context: SinkContext) -> FlushingWriter<Element> {
    FlushingWriter(inner.makeWriter(context))
  }
  func makeApplier(_ context: SinkContext) -> any Applier { inner.makeApplier(context) }
}

final class FlushingWriter<Element: FieldValue>: SinkWriter {
  private let inner: CollectingWriter<Element>
  private var buffered = 0

  init(_ inner: CollectingWriter<Element>) { self.inner = inner }
  func write(_ batch: Batch<Element>) {
    buffered += batch.remaining
    inner.write(batch)
  }
  var needsFlush: Bool { buffered >= 1000 }
  func flush() { buffered = 0 }
  func seal(_ epoch: CheckpointID) throws -> [Segment] { try inner.seal(epoch) }
  func abandon() {}
}
