import Testing
import WeirCore
import WeirGraph
import WeirRuntime
import WeirTestKit

/// Sources wait for stores that are too far behind, and nothing else does.
@Suite(.timeLimit(.minutes(10))) struct ThrottleTests {
  /// A job with one slow store, whose bound is a hundred records.
  private struct Throttled {
    let output = CollectedOutput<Int64>()
    let committing = Latch()
    let runner: JobRunner
    let running: Running<RunResult>

    init(count: Int, drainTimeout: Duration = .minutes(1), interval: Duration? = .milliseconds(1))
      throws
    {
      let steps = (0..<count).flatMap {
        $0 % 10 == 9 ? [ScriptStep.record(Int64($0)), .flush] : [.record(Int64($0))]
      }
      let (output, committing) = (output, committing)
      let source = ScriptedSource([steps])
      let test = try JobTest()
      let runner = test.runner(
        ClosureJob { flow in
          flow.source("numbers", source).rebalanced()
            .sink("out", to: CollectingSink(output, committing: committing, lags: true))
        }
      ) {
        $0.parallelism = 2
        $0.checkpoints.unappliedByteLimit = 100
        $0.checkpoints.drainTimeout = drainTimeout
        $0.checkpoints.interval = interval
      }
      self.runner = runner
      running = Running {
        let result = try await runner.run()
        withExtendedLifetime(test) {}
        return result
      }
    }

    var read: UInt64 { runner.progress().operators.first { $0.id == "numbers" }?.recordsOut ?? 0 }
    var latest: UInt64 { runner.progress().checkpoint.latest ?? 0 }

    /// Returns when nothing was read over several checkpoints. Ends the run when that never comes.
    func waitUntilStill() async {
      defer { if Task.isCancelled { runner.cancel() } }
      while !runner.progress().isThrottled, !Task.isCancelled { await Task.yield() }
      var before = UInt64.max
      while before != read, !Task.isCancelled {
        before = read
        // Counts are published ten times a second.
        let begin = runner.progress().elapsedMilliseconds
        let checkpoint = latest
        while latest < checkpoint + 5 || runner.progress().elapsedMilliseconds < begin + 250 {
          if Task.isCancelled { return }
          await Task.yield()
        }
      }
    }
  }

  @Test("Above the bound nothing is read and checkpoints go on; when the store has caught up all is read")
  func bound() async throws {
    let job = try Throttled(count: 300_000)
    await job.waitUntilStill()
    #expect(job.read < 300_000)
    #expect(job.output.records == [])
    job.committing.release()
    #expect(try await job.running.value.outcome == .finished)
    #expect(job.output.records.sorted() == Array(0..<300_000))
    #expect(job.output.violations == [])
    #expect(!job.runner.progress().isThrottled)
  }

  @Test("A stop while the sources wait makes the last checkpoint, and ends with the store or without it",
    arguments: [true, false])
  func stop(isRepaired: Bool) async throws {
    let job = try Throttled(
      count: 300_000, drainTimeout: isRepaired ? .minutes(1) : .milliseconds(20))
    await job.waitUntilStill()
    job.runner.stop()
    if isRepaired {
      job.committing.release()
      #expect(try await job.running.value.outcome == .stopped)
      #expect(job.output.records.sorted() == Array(0..<Int64(job.output.records.count)))
    } else {
      let code = await errorCode { _ = try await job.running.value }
      #expect(code == .inputOutput)
      #expect(job.output.records == [])
    }
    #expect(job.output.violations == [])
  }

  @Test("The end of the input comes while the sources wait")
  func end() async throws {
    let job = try Throttled(count: 400)
    while !job.runner.progress().isThrottled, job.runner.progress().fractionRead != 1 {
      await Task.yield()
    }
    job.committing.release()
    #expect(try await job.running.value.outcome == .finished)
    #expect(job.output.records.sorted() == Array(0..<400))
  }

  @Test("Without an interval what the writers hold asks for checkpoints, so that the bound is kept")
  func earlyCheckpoints() async throws {
    let job = try Throttled(count: 300_000, interval: nil)
    while !job.runner.progress().isThrottled, !Task.isCancelled { await Task.yield() }
    #expect(job.latest >= 1)
    job.committing.release()
    #expect(try await job.running.value.outcome == .finished)
    #expect(job.output.records.sorted() == Array(0..<300_000))
  }

  @Test("SEMANTICS 4.5: a split that is silent while the sources wait is not idle for it")
  func idleClocks() async throws {
    let clock = ManualClock()
    let (totals, archive) = (CollectedOutput<Total>(), CollectedOutput<Reading>())
    let committing = Latch()
    let (leading, silent) = (Latch(), Latch())
    let (further, wake) = (Latch(), Latch())
    let source = ScriptedSource<Reading>([
      [.reading("a", at: 100_000), .pause(reached: leading, until: further)],
      [.reading("b", at: 1), .pause(reached: silent, until: wake), .reading("b", at: 2)],
    ])
    let runner = try JobTest(clock: clock).runner(
      ClosureJob { flow in
        let readings = flow.source("readings", source)
          .eventTime(\.time, watermarks: .monotonous.idle(after: .hours(1000)))
        readings.sink("archive", to: CollectingSink(archive, committing: committing))
        readings.keyed(by: \.key).window(.tumbling(every: .milliseconds(100)))
          .aggregate("count", .count()) { Total($0, start: $1.start, count: $2) }
          .sink("totals", to: CollectingSink(totals))
      }
    ) {
      $0.parallelism = 1
      $0.checkpoints.interval = .seconds(1)
      $0.checkpoints.timeout = .hours(1 << 30)
      $0.checkpoints.unappliedByteLimit = 1
    }
    let running = Running { try await runner.run() }
    try await leading.wait()
    try await silent.wait()
    await advance(clock) { runner.progress().isThrottled }
    let checkpoint = runner.progress().checkpoint.latest ?? 0
    // Days pass; checkpoints show that the subtask's loop goes round.
    await advance(clock, by: .hours(200)) {
      runner.progress().checkpoint.latest ?? 0 > checkpoint + 10
    }
    committing.release()
    while runner.progress().isThrottled { await Task.yield() }
    let unthrottled = runner.progress().checkpoint.latest ?? 0
    await advance(clock, by: .seconds(1)) {
      runner.progress().checkpoint.latest ?? 0 > unthrottled + 3
    }
    #expect(totals.records == [], "time has not passed the silent split")
    wake.release()
    further.release()
    await advance(clock, by: .seconds(1)) { running.hasEnded }
    #expect(try await running.value.outcome == .finished)
    let expected = [
      Total("b", start: EventTime(milliseconds: 0), count: 2),
      Total("a", start: EventTime(milliseconds: 100_000), count: 1),
    ]
    #expect(totals.records.sorted() == expected)
  }
}
