import Glibc
import Testing
import WeirCore
import WeirGraph
import WeirRuntime
import WeirTestKit

/// Cancelling ends a run wherever it is, and stopping is never forgotten.
@Suite(.timeLimit(.minutes(10))) struct CancelTests {
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

  /// A run on a clock that stands still, waiting for a restart that never comes by itself.
  private func restarting(
    _ steps: [ScriptStep<Int64>]
  ) async throws -> (runner: JobRunner, running: Running<RunResult>) {
    let runner = try JobTest(clock: ManualClock()).runner(
      numbers([steps], CollectingSink(CollectedOutput()), isBounded: false)
    ) { $0.restart = .fixed(delay: .hours(1)) }
    let running = Running { try await runner.run() }
    while runner.progress().state != "restarting" { await Task.yield() }
    return (runner, running)
  }

  @Test("A stop ends the wait for a restart, and the next attempt takes the final checkpoint")
  func stopWhileRestarting() async throws {
    let (runner, running) = try await restarting([.record(1), .flush, .crash])
    runner.stop()
    let result = try await running.value
    #expect(result.outcome == .stopped)
    #expect(result.restartCount == 1)
    #expect(result.checkpoint > CheckpointID(0))
  }

  @Test("A stop while waiting for a restart ends with the error of the attempt that fails again")
  func stopWhileRestartingFails() async throws {
    let disk = FaultyFileSystem()
    let runner = try JobTest(fileSystem: disk, clock: ManualClock()).runner(
      numbers([[.record(1), .flush, .crash]], CollectingSink(CollectedOutput()), isBounded: false)
    ) { $0.restart = .fixed(delay: .hours(1)) }
    let running = Running { try await runner.run() }
    while runner.progress().state != "restarting" { await Task.yield() }
    disk.add(FaultRule(.error(ENOSPC), on: .sync))
    runner.stop()
    #expect(await errorCode { _ = try await running.value } == .inputOutput)
  }

  @Test("A run says its job and process before its directory is taken")
  func progressBefore() throws {
    let runner = try JobTest().runner(numbers([[]], CollectingSink(CollectedOutput())))
    let progress = runner.progress()
    #expect(progress.job == ClosureJob.name)
    #expect(progress.processID == Int(getpid()))
    #expect(progress.state == "starting")
  }

  @Test("Progress counts the records of all sources")
  func recordsRead() async throws {
    let sources = [3, 5].map { count in
      ScriptedSource<Int64>([(0..<count).map { .record(Int64($0)) }])
    }
    let runner = try JobTest().runner(
      ClosureJob { flow in
        flow.source("first", sources[0]).union(flow.source("second", sources[1]))
          .map { $0 }.sink("out", to: CollectingSink(CollectedOutput()))
      })
    _ = try await runner.run()
    #expect(runner.progress().recordsRead == 8)
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
