import Testing
import WeirCheckpoints
import WeirCore
import WeirGraph
import WeirRuntime
import WeirTestKit

/// What is not in the results is counted, once.
@Suite(.timeLimit(.minutes(10))) struct CounterTests {
  private typealias Halt = (reached: Latch, until: Latch)

  private let test: JobTest
  private let output = CollectedOutput<Total>()
  private let halts = (0..<2).map { _ in (reached: Latch(), until: Latch()) }

  init() throws { test = try JobTest() }

  /// Begins with two records that let event time run on; then `losses` in each of three stretches,
  /// with a halt, and a crash if there is to be one, behind each but the last.
  private func script(
    _ losses: [ScriptStep<Reading>], crashes: Bool = false
  ) -> [ScriptStep<Reading>] {
    var steps: [ScriptStep<Reading>] = [
      .reading("a", at: 0), .reading("a", at: 10_000), .idle(retryAfter: .milliseconds(1)),
    ]
    for halt in halts {
      steps += losses + [.pause(reached: halt.reached, until: halt.until)]
      if crashes { steps.append(.crash) }
    }
    return steps + losses
  }

  /// One of each kind.
  private static let losses: [ScriptStep<Reading>] = [
    .reading("a", at: 10), .skip, .deadLetter("no reading"),
  ]

  private func job(_ steps: [ScriptStep<Reading>]) -> ClosureJob {
    let (source, output) = (ScriptedSource([steps]), output)
    return ClosureJob { flow in
      flow.source("readings", source).eventTime(\.time, watermarks: .monotonous)
        .keyed(by: \.key)
        .window(.tumbling(every: .milliseconds(100)))
        .aggregate("windows", .count()) { Total($0, start: $1.start, count: $2) }
        .sink("totals", to: CollectingSink(output))
    }
  }

  private func counts(_ runner: JobRunner) -> [String: UInt64] {
    var counts: [String: UInt64] = [:]
    for item in runner.progress().operators {
      for (name, value) in item.counters where value > 0 { counts["\(item.id) \(name)"] = value }
    }
    return counts
  }

  private static func times(_ count: UInt64) -> [String: UInt64] {
    ["readings dead_letters": count, "readings skipped": count, "windows late": count]
  }

  /// Runs to a halt, stops there, and lets the next run pass it.
  private func runAndStop(
    _ job: ClosureJob, _ halt: Halt, parallelism: Int
  ) async throws -> JobRunner {
    let runner = test.runner(job) { $0.parallelism = parallelism }
    let running = Running { try await runner.run() }
    try await halt.reached.wait()
    runner.stop()
    #expect(try await running.value.outcome == .stopped)
    halt.until.release()
    return runner
  }

  @Test(
    "SEMANTICS 1.3: late, skipped and dead-lettered records count once, whatever is between them",
    arguments: [[1, 1, 1], [1, 3, 2]])
  func resumed(parallelisms: [Int]) async throws {
    let job = job(script(Self.losses))
    for (index, halt) in halts.enumerated() {
      let runner = try await runAndStop(job, halt, parallelism: parallelisms[index])
      #expect(counts(runner) == Self.times(UInt64(index) + 1))
    }
    let last = test.runner(job) { $0.parallelism = parallelisms[2] }
    #expect(try await last.run().outcome == .finished)
    #expect(counts(last) == Self.times(3))
    #expect(output.records.map(\.count) == [1, 1])
    let again = test.runner(job)
    #expect(try await again.run().outcome == .alreadyComplete)
    #expect(counts(again) == Self.times(3), "a complete job tells what it had counted")
  }

  @Test(
    "SEMANTICS 1.3: a crash neither forgets a count nor takes it twice", arguments: [true, false])
  func crashed(hasCheckpoint: Bool) async throws {
    let runner = test.runner(job(script(Self.losses, crashes: true))) { options in
      if !hasCheckpoint { options.checkpoints.interval = nil }
    }
    let running = Running { try await runner.run() }
    for halt in halts {
      try await halt.reached.wait()
      // The second from now on holds all that was counted up to here.
      let seen = runner.progress().checkpoint.latest ?? 0
      while hasCheckpoint, (runner.progress().checkpoint.latest ?? 0) < seen + 2 {
        await Task.yield()
      }
      halt.until.release()
    }
    #expect(try await running.value.restartCount == 2)
    #expect(counts(runner) == Self.times(3))
  }

  @Test("A checkpoint without counts, as of an earlier version, is gone on from at nothing")
  func withoutCounts() async throws {
    let halt = halts[0]
    let stop = ScriptStep<Reading>.pause(reached: halt.reached, until: halt.until)
    let first = Array(script([]).prefix(3)) + [stop]
    _ = try await runAndStop(job(first + Self.losses), halt, parallelism: 1)
    let record = try #require(try await AttemptRecord.read(test.paths, test.environment))
    let store = CheckpointStore(
      paths: test.paths, jobID: record.jobID, environment: test.environment)
    let newest = try #require(try await store.list().compactMap(\.manifest).last)
    let sections = try await store.load(newest.id).sections
    #expect(sections[OperatorID("readings")]?.map(\.section.name).contains("splits") == true)
    #expect(!sections.values.joined().contains { $0.section.name == "counters" })
    let last = test.runner(job(first + Self.losses))
    #expect(try await last.run().outcome == .finished)
    #expect(counts(last) == Self.times(1))
  }

  @Test("An operator of which only counts are left may go from the job")
  func operatorGone() async throws {
    let halt = halts[0]
    let stop = ScriptStep<Int64>.pause(reached: halt.reached, until: halt.until)
    let output = CollectedOutput<Int64>()
    let source = ScriptedSource<Int64>([[.record(1), stop, .record(2)]])
    let calling = ClosureJob { flow in
      flow.source("numbers", source)
        .asyncMap("same", .ordered, capacity: 8, timeout: .seconds(3600)) { $0 }
        .sink("out", to: CollectingSink(output))
    }
    let runner = test.runner(calling)
    let running = Running { try await runner.run() }
    try await output.waitForRecords(1)
    try await halt.reached.wait()
    runner.stop()
    #expect(try await running.value.outcome == .stopped)
    #expect(counts(runner) == ["same calls": 1])
    halt.until.release()
    let plain = ClosureJob { $0.source("numbers", source).sink("out", to: CollectingSink(output)) }
    #expect(try await test.run(plain).outcome == .finished)
    #expect(output.records == [1, 2])
  }
}
