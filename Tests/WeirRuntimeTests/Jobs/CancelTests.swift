import Testing
import WeirCore
import WeirGraph
import WeirRuntime
import WeirTestKit

/// Cancelling ends a run wherever it is, and stopping is never forgotten.
@Suite(.timeLimit(.minutes(1))) struct CancelTests {
  private func numbers(
    _ scripts: [[ScriptStep<Int64>]], _ sink: CollectingSink<Int64>, isBounded: Bool = true
  ) -> ClosureJob {
    let source = ScriptedSource(scripts, isBounded: isBounded)
    return ClosureJob { $0.source("numbers", source).rebalanced().sink("out", to: sink) }
  }

  private func cancelled(_ job: ClosureJob, when reached: Latch) async throws {
    let runner = try JobTest().runner(job)
    let running = Running { try await runner.run() }
    try await reached.wait()
    runner.cancel()
    #expect(await errorCode { _ = try await running.value } == .cancelled)
  }

  @Test("A run is cancelled while its source is idle")
  func idleSource() async throws {
    let reached = Latch()
    try await cancelled(
      numbers(
        [[.record(1), .pause(reached: reached, until: Latch())]],
        CollectingSink(CollectedOutput())), when: reached)
  }

  @Test("A run is cancelled while a stuck sink holds everything up")
  func stuckSink() async throws {
    let steps = (0..<100_000).map { ScriptStep.record(Int64($0)) }
    let sink = CollectingSink<Int64>(CollectedOutput(), writing: Latch())
    try await cancelled(numbers([steps, steps], sink), when: sink.stuck)
  }

  @Test("A run is cancelled while a store does not finish its commit")
  func stuckCommit() async throws {
    let reached = Latch()
    let sink = CollectingSink<Int64>(CollectedOutput(), committing: Latch())
    try await cancelled(
      numbers([[.record(1), .pause(reached: reached, until: Latch())]], sink), when: reached)
  }

  @Test("A run is cancelled while a barrier waits for another input")
  func alignment() async throws {
    let (reached, aligned) = (Latch(), Latch())
    let hooks = Hooks(actions: [.alignFirst: { aligned.release() }])
    let job = numbers(
      [[.stall(reached: reached, until: Latch())], [.record(1)]],
      CollectingSink(CollectedOutput()), isBounded: false)
    let runner = try JobTest(failpoints: hooks).runner(job)
    let running = Running { try await runner.run() }
    try await reached.wait()
    try await aligned.wait()
    runner.cancel()
    #expect(await errorCode { _ = try await running.value } == .cancelled)
  }

  @Test("A run is cancelled while it waits for its restart")
  func restartDelay() async throws {
    let test = try JobTest(clock: ManualClock())
    let runner = test.runner(numbers([[.crash]], CollectingSink(CollectedOutput()))) {
      $0.restart = .fixed(delay: .hours(1))
    }
    let running = Running { try await runner.run() }
    while runner.progress().state != "restarting" { await Task.yield() }
    runner.cancel()
    #expect(await errorCode { _ = try await running.value } == .cancelled)
  }

  @Test("A run that is cancelled before it begins does not begin")
  func before() async throws {
    let output = CollectedOutput<Int64>()
    let runner = try JobTest().runner(
      numbers([[.record(1)]], CollectingSink(output), isBounded: false))
    runner.cancel()
    #expect(await errorCode { _ = try await runner.run() } == .cancelled)
    #expect(output.records == [])
  }

  @Test("A stop that was asked for before the run is obeyed")
  func stopBefore() async throws {
    let runner = try JobTest().runner(
      numbers([[.record(1)]], CollectingSink(CollectedOutput()), isBounded: false))
    runner.stop()
    #expect(try await runner.run().outcome == .stopped)
  }

  @Test("A stop that was asked for while the run waits for its restart is obeyed by the next attempt")
  func stopWhileRestarting() async throws {
    let clock = ManualClock()
    let output = CollectedOutput<Int64>()
    let runner = try JobTest(clock: clock).runner(
      numbers([[.record(1), .flush, .crash]], CollectingSink(output), isBounded: false)
    ) { $0.restart = .fixed(delay: .hours(1)) }
    let running = Running { try await runner.run() }
    while runner.progress().state != "restarting" { await Task.yield() }
    runner.stop()
    await advance(clock, by: .minutes(10)) { running.hasEnded }
    #expect(try await running.value.outcome == .stopped)
  }

  @Test("SEMANTICS 4.10: a stop keeps open windows for the next run, and the end of data closes them")
  func stopAndResume() async throws {
    let test = try JobTest()
    let output = CollectedOutput<Total>()
    let (reached, until) = (Latch(), Latch())
    let source = ScriptedSource<Reading>([
      [.reading("a", at: 1), .pause(reached: reached, until: until), .reading("a", at: 2)]
    ])
    let job = ClosureJob { flow in
      flow.source("readings", source).eventTime(\.time, watermarks: .monotonous)
        .keyed(by: \.key).window(.tumbling(every: .milliseconds(100)))
        .aggregate("count", .count()) { Total($0, start: $1.start, count: $2) }
        .sink("out", to: CollectingSink(output))
    }
    let runner = test.runner(job)
    let running = Running { try await runner.run() }
    try await reached.wait()
    runner.stop()
    #expect(try await running.value.outcome == .stopped)
    #expect(output.records == [])
    until.release()
    #expect(try await test.run(job).outcome == .finished)
    #expect(output.records == [Total("a", start: .zero, count: 2)])
    #expect(try await test.run(job).outcome == .alreadyComplete)
    #expect(output.records.count == 1)
  }
}
