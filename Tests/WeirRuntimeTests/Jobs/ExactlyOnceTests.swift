import Testing
import WeirCore
import WeirGraph
import WeirRuntime
import WeirTestKit

/// Every record counts once, whatever happens in between.
@Suite(.timeLimit(.minutes(10))) struct ExactlyOnceTests {
  @Test("SEMANTICS 1.1: the results of three skewed sources do not depend on parallelism",
    arguments: [1, 2, 4, 7])
  func parallelism(parallelism: Int) async throws {
    let output = CollectedOutput<Total>()
    let result = try await JobTest().run(Skewed.job(output)) { $0.parallelism = parallelism }
    #expect(result.outcome == .finished)
    #expect(output.records.sorted() == Skewed.totals)
    #expect(output.violations == [])
  }

  @Test("SEMANTICS 1.3: a crash anywhere changes nothing in the results",
    arguments: [1, 3], [0, 1, 2])
  func crashes(parallelism: Int, source: Int) async throws {
    for at in stride(from: 0, to: Skewed.count(source), by: 13) {
      let output = CollectedOutput<Total>()
      let job = Skewed.job(output, crash: (source, at))
      let result = try await JobTest().run(job) { $0.parallelism = parallelism }
      #expect(result.restartCount == 1)
      #expect(output.records.sorted() == Skewed.totals, "crash at \(at)")
      #expect(output.violations == [])
    }
  }

  @Test("SEMANTICS 2.2: commits that fail after the manifest are done again, once")
  func failingCommits() async throws {
    let output = CollectedOutput<Total>()
    let failure = WeirError(.inputOutput, "the store is away")
    output.failCommits(with: [failure, failure])
    let result = try await JobTest().run(Skewed.job(output))
    #expect(result.restartCount == 2)
    #expect(output.records.sorted() == Skewed.totals)
    #expect(output.violations == [])
  }

  @Test("SEMANTICS 2.5: epochs are committed in order, none without a durable manifest")
  func commitOrder() async throws {
    let output = CollectedOutput<Total>()
    try await JobTest().run(Skewed.job(output, crash: (0, 150)))
    #expect(output.epochs == output.epochs.sorted())
    #expect(output.epochs.count == Set(output.epochs).count)
    #expect(output.violations == [])
    #expect(output.stagedCount == 0)
  }

  @Test("SEMANTICS 2.8: two sinks hold the same records although one of them fails to commit")
  func twoSinks() async throws {
    let (first, second) = (CollectedOutput<Int64>(), CollectedOutput<Int64>())
    second.failCommits(with: [WeirError(.inputOutput, "the store is away")])
    var steps: [ScriptStep<Int64>] = []
    for number in 0..<100 {
      steps.append(.record(Int64(number)))
      if number % 10 == 9 { steps.append(.idle(retryAfter: .milliseconds(1))) }
    }
    let source = ScriptedSource([steps])
    try await JobTest().run(
      ClosureJob { flow in
        let numbers = flow.source("numbers", source)
        numbers.sink("first", to: CollectingSink(first))
        numbers.rebalanced().sink("second", to: CollectingSink(second))
      })
    #expect(first.records.sorted() == Array(0..<100))
    #expect(second.records.sorted() == Array(0..<100))
  }

  @Test("State goes on with another parallelism: 2, then 4, then 1")
  func rescale() async throws {
    let test = try JobTest()
    let output = CollectedOutput<Total>()
    let pauses = (0..<2).map { _ in (reached: Latch(), until: Latch()) }
    var steps = Skewed.script(0)
    steps.insert(.pause(reached: pauses[0].reached, until: pauses[0].until), at: 80)
    steps.insert(.pause(reached: pauses[1].reached, until: pauses[1].until), at: 160)
    let sources = [
      ScriptedSource([steps]), ScriptedSource([Skewed.script(1)]),
      ScriptedSource([Skewed.script(2)]),
    ]
    let job = ClosureJob { flow in
      let streams = sources.enumerated().map { index, source in
        flow.source("source-\(index)", source).eventTime(\.time, watermarks: .monotonous)
      }
      streams[0].union(streams[1]).union(streams[2]).keyed(by: \.key)
        .window(.tumbling(every: .milliseconds(Skewed.windowSize)))
        .aggregate("count", .count()) { Total($0, start: $1.start, count: $2) }
        .sink("totals", to: CollectingSink(output))
    }
    for (parallelism, pause) in zip([2, 4], pauses) {
      let runner = test.runner(job) { $0.parallelism = parallelism }
      let running = Running { try await runner.run() }
      try await pause.reached.wait()
      runner.stop()
      #expect(try await running.value.outcome == .stopped)
      pause.until.release()
    }
    #expect(try await test.run(job) { $0.parallelism = 1 }.outcome == .finished)
    #expect(output.records.sorted() == Skewed.totals)
    #expect(output.violations == [])
  }

  @Test("Dead letters are stored once although the job crashes after them")
  func deadLetters() async throws {
    let (output, letters) = (CollectedOutput<Int64>(), CollectedOutput<DeadLetter>())
    let committed = Latch()
    let source = ScriptedSource<Int64>([
      [
        .record(1), .deadLetter("one"), .record(2), .idle(retryAfter: .milliseconds(2)),
        .deadLetter("two"), .crash, .record(3), .deadLetter("three"),
      ]
    ])
    committed.release()
    try await JobTest().run(
      ClosureJob { $0.source("numbers", source).sink("out", to: CollectingSink(output)) },
      deadLetters: CollectingSink(letters))
    #expect(output.records.sorted() == [1, 2, 3])
    #expect(letters.records.map(\.payload).sorted() == ["one", "three", "two"])
  }

  @Test("A checkpoint that is asked for holds all that came before, and needs no interval")
  func triggered() async throws {
    let output = CollectedOutput<Int64>()
    let (reached, until) = (Latch(), Latch())
    let source = ScriptedSource<Int64>([
      [.record(1), .record(2), .pause(reached: reached, until: until), .record(3)]
    ])
    let runner = try JobTest().runner(
      ClosureJob { $0.source("numbers", source).sink("out", to: CollectingSink(output)) }
    ) { $0.checkpoints.interval = nil }
    // Nothing to take a checkpoint of yet.
    runner.triggerCheckpoint()
    let running = Running { try await runner.run() }
    try await reached.wait()
    runner.triggerCheckpoint()
    try await output.waitForRecords(2)
    #expect(output.records == [1, 2])
    #expect(runner.progress().checkpoint.latest == 1)
    until.release()
    #expect(try await running.value.checkpoint == CheckpointID(2))
    #expect(output.records == [1, 2, 3])
  }

  @Test("SEMANTICS 1.4: without any checkpoint in between the last records are committed at the end")
  func finalCheckpoint() async throws {
    let output = CollectedOutput<Total>()
    let result = try await JobTest().run(Skewed.job(output)) { $0.checkpoints.interval = nil }
    #expect(result.checkpoint == CheckpointID(1))
    #expect(output.records.sorted() == Skewed.totals)
    #expect(output.epochs == [CheckpointID(1)])
  }
}
