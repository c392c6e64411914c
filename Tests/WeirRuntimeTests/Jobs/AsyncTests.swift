import Synchronization
import Testing
import WeirCore
import WeirGraph
import WeirRuntime
import WeirTestKit

/// Asynchronous calls in whole jobs: crashes, barriers, ends.
@Suite(.timeLimit(.minutes(10))) struct AsyncTests {
  /// A service outside that notes what it is asked, and may be made to wait.
  private final class Service: Sendable {
    private let asked = Mutex<[Int64]>([])
    let gate: Latch?
    let reached = Latch()
    let reachedCount: Int

    init(gate: Latch? = nil, reachedCount: Int = 1) {
      self.gate = gate
      self.reachedCount = reachedCount
    }

    var questions: [Int64] { asked.withLock { $0 } }

    func double(_ number: Int64) async throws -> Int64 {
      let count = asked.withLock { asked in
        asked.append(number)
        return asked.count
      }
      if count >= reachedCount { reached.release() }
      try await gate?.wait()
      // Lets others overtake.
      for _ in 0..<(number % 5) { await Task.yield() }
      return number * 2
    }
  }

  private func job(
    _ source: ScriptedSource<Int64>, _ service: Service, _ output: CollectedOutput<Int64>,
    _ order: CallOrder = .unordered, capacity: Int = 8, isChained: Bool = true
  ) -> ClosureJob {
    ClosureJob { flow in
      let numbers = flow.source("numbers", source)
      (isChained ? numbers : numbers.rebalanced())
        .asyncMap("double", order, capacity: capacity, timeout: .seconds(3600)) {
          try await service.double($0)
        }
        .sink("out", to: CollectingSink(output))
    }
  }

  /// Numbers with a short silence now and then, so that checkpoints fall in the middle.
  private func script(_ range: Range<Int64>, crashAt crash: Int64? = nil) -> [ScriptStep<Int64>] {
    range.flatMap { number -> [ScriptStep<Int64>] in
      var steps: [ScriptStep<Int64>] = number == crash ? [.crash] : []
      if number % 7 == 6 { steps.append(.idle(retryAfter: .milliseconds(1))) }
      return steps + [.record(number)]
    }
  }

  @Test(
    "SEMANTICS 1.3: a crash anywhere changes nothing in the results, which come once",
    arguments: [CallOrder.ordered, .unordered], [true, false])
  func crashes(order: CallOrder, isChained: Bool) async throws {
    for crash in stride(from: Int64(0), to: 100, by: 9) {
      let output = CollectedOutput<Int64>()
      let source = ScriptedSource([script(0..<60, crashAt: crash), script(60..<100, crashAt: crash)])
      let job = job(source, Service(), output, order, isChained: isChained)
      let result = try await JobTest().run(job) { $0.parallelism = 2 }
      #expect(result.restartCount == 1)
      #expect(output.records.sorted() == (0..<100).map { $0 * 2 }, "crash at \(crash)")
      #expect(output.violations == [])
    }
  }

  @Test("Ordered results of one split reach the store in its order")
  func ordered() async throws {
    let output = CollectedOutput<Int64>()
    let job = job(ScriptedSource([script(0..<200)]), Service(), output, .ordered)
    try await JobTest().run(job) { $0.parallelism = 1 }
    #expect(output.records == (0..<200).map { $0 * 2 })
  }

  @Test(
    "SEMANTICS 1.2: records in flight at a barrier are asked about again after a stop, at any parallelism",
    arguments: [true, false], [1, 3])
  func inFlight(isChained: Bool, parallelism: Int) async throws {
    let test = try JobTest()
    let output = CollectedOutput<Int64>()
    let (reached, until) = (Latch(), Latch())
    let source = ScriptedSource<Int64>([
      [.record(1), .record(2), .record(3), .pause(reached: reached, until: until), .record(4)]
    ])
    let stuck = Service(gate: Latch(), reachedCount: 3)
    let runner = test.runner(job(source, stuck, output, isChained: isChained)) {
      $0.parallelism = 2
    }
    let running = Running { try await runner.run() }
    try await stuck.reached.wait()
    try await reached.wait()
    runner.stop()
    #expect(try await running.value.outcome == .stopped)
    #expect(output.records == [])
    until.release()
    let service = Service()
    try await test.run(job(source, service, output, isChained: isChained)) {
      $0.parallelism = parallelism
    }
    #expect(service.questions.sorted() == [1, 2, 3, 4])
    #expect(output.records.sorted() == [2, 4, 6, 8])
    #expect(output.violations == [])
  }

  @Test(
    "SEMANTICS 1.6: checkpoints go on while no record can be let in", arguments: [true, false])
  func checkpointsWhileFull(isChained: Bool) async throws {
    let output = CollectedOutput<Int64>()
    let other = CollectedOutput<Int64>()
    let gate = Latch()
    let service = Service(gate: gate, reachedCount: 2)
    // Its end would stand before the barriers.
    let source = ScriptedSource<Int64>(
      [[.record(1), .record(2), .record(3), .record(4)]], isBounded: false)
    let ticking = ScriptedSource<Int64>(
      [[.record(1), .idle(retryAfter: .milliseconds(5)), .record(2)]], isBounded: false)
    let runner = try JobTest().runner(
      ClosureJob { flow in
        let numbers = flow.source("numbers", source)
        (isChained ? numbers : numbers.rebalanced())
          .asyncMap("double", .ordered, capacity: 2, timeout: .seconds(3600)) {
            try await service.double($0)
          }
          .sink("out", to: CollectingSink(output))
        flow.source("ticks", ticking).sink("ticked", to: CollectingSink(other))
      }
    ) { $0.parallelism = 1 }
    let running = Running { try await runner.run() }
    try await service.reached.wait()
    // Both come only with checkpoints that the full operator has taken part in.
    try await other.waitForRecords(2)
    #expect(output.records == [])
    #expect(service.questions.sorted() == [1, 2])
    gate.release()
    try await output.waitForRecords(4)
    #expect(output.records == [2, 4, 6, 8])
    runner.cancel()
    _ = await errorCode { _ = try await running.value }
  }

  @Test("SEMANTICS 1.4: a bounded job ends only when every answer is there and stored")
  func endOfInput() async throws {
    let output = CollectedOutput<Int64>()
    let gate = Latch()
    let service = Service(gate: gate, reachedCount: 3)
    let job = job(ScriptedSource([[.record(1), .record(2), .record(3)]]), service, output)
    let runner = try JobTest().runner(job) { $0.checkpoints.interval = nil }
    let running = Running { try await runner.run() }
    try await service.reached.wait()
    #expect(!running.hasEnded)
    gate.release()
    #expect(try await running.value.outcome == .finished)
    #expect(output.records.sorted() == [2, 4, 6])
  }

  @Test("SEMANTICS 4.7: windows behind unordered calls have every record in time", arguments: [1, 4])
  func windows(parallelism: Int) async throws {
    let output = CollectedOutput<Total>()
    let service = Service()
    let job = ClosureJob { flow in
      flow.source("readings", ScriptedSource([Skewed.script(0)]))
        .eventTime(\.time, watermarks: .monotonous)
        .asyncMap("ask", .unordered, capacity: 16, timeout: .seconds(3600)) { reading in
          _ = try await service.double(reading.time.milliseconds)
          return reading
        }
        .keyed(by: \.key)
        .window(.tumbling(every: .milliseconds(100)))
        .aggregate("count", .count()) { Total($0, start: $1.start, count: $2) }
        .sink("out", to: CollectingSink(output))
    }
    try await JobTest().run(job) { $0.parallelism = parallelism }
    #expect(output.records.map(\.count).reduce(0, +) == Skewed.count(0))
    #expect(Set(output.records.map { "\($0.key) \($0.start)" }).count == output.records.count)
  }

  @Test("SEMANTICS 5.6: a call that never answers is given up and made again by the wall clock")
  func timeouts() async throws {
    let clock = ManualClock()
    let output = CollectedOutput<Int64>()
    let tries = Mutex(0)
    let never = Latch()
    let source = ScriptedSource<Int64>([[.record(7)]])
    let runner = try JobTest(clock: clock).runner(
      ClosureJob { flow in
        flow.source("numbers", source)
          .asyncMap(
            "double", .ordered, capacity: 1, timeout: .seconds(10),
            retries: .fixed(2, delay: .seconds(5))
          ) { number in
            let count = tries.withLock { tries in
              tries += 1
              return tries
            }
            if count < 3 { try await never.wait() }
            return number * 2
          }
          .sink("out", to: CollectingSink(output))
      }
    ) { $0.parallelism = 1 }
    let running = Running { try await runner.run() }
    await advance(clock) { running.hasEnded }
    #expect(try await running.value.outcome == .finished)
    #expect(output.records == [14])
    #expect(tries.withLock { $0 } == 3)
  }

  @Test("A call that fails for good fails the attempt, and the next one asks again")
  func failing() async throws {
    struct Away: Error {}
    let output = CollectedOutput<Int64>()
    let tries = Mutex(0)
    let job = ClosureJob { flow in
      flow.source("numbers", ScriptedSource<Int64>([[.record(1), .record(2)]]))
        .asyncMap("double", .ordered, capacity: 4, timeout: .seconds(3600)) { number in
          let count = tries.withLock { tries in
            tries += 1
            return tries
          }
          if count == 2 { throw Away() }
          return number * 2
        }
        .sink("out", to: CollectingSink(output))
    }
    let result = try await JobTest().run(job) { $0.parallelism = 1 }
    #expect(result.restartCount == 1)
    #expect(output.records == [2, 4])
  }

  @Test("Calls that nobody awaits any more are cancelled when the attempt ends")
  func cancelled() async throws {
    let output = CollectedOutput<Int64>()
    let (began, cancelled) = (Latch(), Latch())
    let runner = try JobTest().runner(
      ClosureJob { flow in
        flow.source("numbers", ScriptedSource<Int64>([[.record(1)]], isBounded: false))
          .asyncMap("double", .ordered, capacity: 4, timeout: .seconds(3600)) { number in
            began.release()
            do { try await Latch().wait() } catch {
              cancelled.release()
              throw error
            }
            return number
          }
          .sink("out", to: CollectingSink(output))
      })
    let running = Running { try await runner.run() }
    try await began.wait()
    runner.cancel()
    _ = await errorCode { _ = try await running.value }
    try await cancelled.wait()
    #expect(output.records == [])
  }
}
