import Testing
import WeirCore
import WeirGraph
import WeirOperators
import WeirRuntime
import WeirTestKit

/// Watermarks, idleness and timers in whole jobs.
@Suite(.timeLimit(.minutes(10))) struct TimeTests {
  private func counts(
    _ stream: DataStream<Reading>, _ output: CollectedOutput<Total>,
    late: CollectedOutput<Reading>? = nil
  ) {
    let tag = OutputTag<Reading>("late")
    let totals = stream.keyed(by: \.key)
      .window(.tumbling(every: .milliseconds(100)), lateTo: tag)
      .aggregate("count", .count()) { Total($0, start: $1.start, count: $2) }
    totals.sink("out", to: CollectingSink(output))
    if let late { totals.sideOutput(tag).sink("late", to: CollectingSink(late)) }
  }

  @Test("SEMANTICS 4.2: after a restart a silent split holds the watermark back before the first record goes out")
  func restoredSplits() async throws {
    let (output, late) = (CollectedOutput<Total>(), CollectedOutput<Reading>())
    let ahead = Latch()
    let source = ScriptedSource<Reading>([
      [
        .reading("a", at: 0), .idle(retryAfter: .milliseconds(3)), .crash, .reading("a", at: 2000),
        .flush, .reading("a", at: 2001),
      ],
      [.reading("a", at: 1), .pause(reached: Latch(), until: ahead), .reading("a", at: 5)],
    ])
    try await JobTest().run(
      ClosureJob { flow in
        let readings = flow.source("readings", source)
          .eventTime(\.time, watermarks: .monotonous)
          .filter { reading in
            if reading.time.milliseconds == 2001 { ahead.release() }
            return true
          }
        counts(readings, output, late: late)
      }
    ) { $0.parallelism = 1 }
    #expect(late.records == [])
    #expect(
      output.records.sorted() == [
        Total("a", start: .zero, count: 3),
        Total("a", start: EventTime(milliseconds: 2000), count: 2),
      ])
  }

  @Test("SEMANTICS 4.8: a record that is late before a stop is late after it")
  func restoredWatermark() async throws {
    let test = try JobTest()
    let (output, late) = (CollectedOutput<Total>(), CollectedOutput<Reading>())
    let (reached, until) = (Latch(), Latch())
    let source = ScriptedSource<Reading>([
      [
        .reading("a", at: 0), .reading("a", at: 1000), .pause(reached: reached, until: until),
        .reading("a", at: 5), .reading("b", at: 6),
      ]
    ])
    let job = ClosureJob { flow in
      counts(
        flow.source("readings", source).eventTime(\.time, watermarks: .monotonous), output,
        late: late)
    }
    let runner = test.runner(job) { $0.parallelism = 2 }
    let running = Running { try await runner.run() }
    try await output.waitForRecords(1)
    runner.stop()
    _ = try await running.value
    until.release()
    try await test.run(job) { $0.parallelism = 1 }
    #expect(late.records.map(\.time.milliseconds).sorted() == [5, 6])
    #expect(output.records.map(\.count) == [1, 1])
  }

  @Test("SEMANTICS 4.3: when the last source falls silent the greatest watermark of all counts")
  func lastIdle() async throws {
    let clock = ManualClock()
    let output = CollectedOutput<Total>()
    let slow = ScriptedSource<Reading>([[.reading("a", at: 10)]], isBounded: false)
    let fast = ScriptedSource<Reading>([[.reading("a", at: 500)]], isBounded: false)
    let strategy = WatermarkStrategy.monotonous.idle(after: .seconds(10))
    let runner = try JobTest(clock: clock).runner(
      ClosureJob { flow in
        counts(
          flow.source("slow", slow).eventTime(\.time, watermarks: strategy)
            .union(flow.source("fast", fast).eventTime(\.time, watermarks: strategy)), output)
      })
    let running = Running { try await runner.run() }
    await advance(clock) { !output.records.isEmpty }
    #expect(output.records == [Total("a", start: .zero, count: 1)])
    await running.also(runner).cancel()
  }

  @Test("SEMANTICS 4.5: a split that waits its turn behind a busy one is not idle")
  func busyIsNotIdle() async throws {
    let clock = ManualClock()
    let (output, late) = (CollectedOutput<Total>(), CollectedOutput<Reading>())
    // Each record of the first split takes longer than the idle timeout.
    let source = ScriptedSource<Reading>([
      [.reading("slow", at: 300), .flush, .reading("slow", at: 301), .flush],
      [.reading("a", at: 10), .flush, .reading("a", at: 20), .flush, .reading("a", at: 30)],
    ])
    let runner = try JobTest(clock: clock).runner(
      ClosureJob { flow in
        let readings = flow.source("readings", source)
          .filter { reading in
            if reading.key == "slow" { clock.advance(by: .seconds(60)) }
            return true
          }
          .eventTime(\.time, watermarks: .monotonous.idle(after: .seconds(10)))
        counts(readings, output, late: late)
      }
    ) { $0.parallelism = 1 }
    let running = Running { try await runner.run() }
    await advance(clock) { running.hasEnded }
    _ = try await running.value
    #expect(late.records == [])
    #expect(output.records.sorted().first == Total("a", start: .zero, count: 3))
  }

  @Test("SEMANTICS 4.9: windows over the results of windows miss none of them", arguments: [1, 3])
  func windowsOfWindows(parallelism: Int) async throws {
    let output = CollectedOutput<Total>()
    let scripts = (0..<3).map { split in
      (0..<500).map { ScriptStep.reading("key-\($0 % 7)", at: Int64($0 * 3 + split)) }
    }
    let source = ScriptedSource(scripts)
    try await JobTest().run(
      ClosureJob { flow in
        flow.source("readings", source).eventTime(\.time, watermarks: .monotonous)
          .keyed(by: \.key).window(.tumbling(every: .milliseconds(10)))
          .aggregate("fine", .count()) { Total($0, start: $1.start, count: $2) }
          .keyed(by: \.key).window(.tumbling(every: .milliseconds(100)))
          .aggregate("coarse", .sum(\.count)) { Total($0, start: $1.start, count: $2) }
          .sink("out", to: CollectingSink(output))
      }
    ) { $0.parallelism = parallelism }
    #expect(output.records.reduce(0) { $0 + $1.count } == 1500)
  }

  @Test("SEMANTICS 4.10: the end of input closes every window")
  func endClosesWindows() async throws {
    let output = CollectedOutput<Total>()
    let source = ScriptedSource<Reading>([[.reading("a", at: 10), .reading("a", at: 20)]])
    try await JobTest().run(
      ClosureJob { flow in
        counts(
          flow.source("readings", source)
            .eventTime(\.time, watermarks: .boundedOutOfOrderness(.days(1))), output)
      })
    #expect(output.records == [Total("a", start: .zero, count: 2)])
  }

  @Test(
    "SEMANTICS 4.2: with punctuated watermarks the same records are late at every parallelism",
    arguments: [1, 2, 4, 7])
  func punctuatedLateness(parallelism: Int) async throws {
    let (output, late) = (CollectedOutput<Total>(), CollectedOutput<Reading>())
    // Every third record comes 150 ms after those of its time; windows are 100 ms long.
    let readings = (0..<600).map { number -> Reading in
      let delay: Int64 = number % 3 == 2 ? 150 : 0
      return Reading("key-\(number % 11)", at: 1000 + Int64(number) * 10 - delay)
    }
    var (greatest, expected): (Int64, [Reading]) = (0, [])
    for reading in readings {
      let time = reading.time.milliseconds
      if (time / 100 + 1) * 100 <= greatest { expected.append(reading) }
      greatest = max(greatest, time)
    }
    #expect(expected.count > 100)
    try await JobTest().run(
      ClosureJob { flow in
        counts(
          flow.source("readings", ScriptedSource([readings.map { ScriptStep.record($0) }]))
            .eventTime(\.time, watermarks: .monotonous.punctuated()), output, late: late)
      }
    ) { $0.parallelism = parallelism }
    let order: (Reading, Reading) -> Bool = { ($0.time, $0.key) < ($1.time, $1.key) }
    #expect(late.records.sorted(by: order) == expected.sorted(by: order))
    #expect(output.records.reduce(0) { $0 + $1.count } == 600 - expected.count)
  }

  @Test("SEMANTICS 4.2: a subtask to which no split has come yet holds nothing back")
  func noSplits() async throws {
    let output = CollectedOutput<Total>()
    let source = Awaiting(
      ScriptedSource([[.reading("a", at: 10), .reading("a", at: 500)]], isBounded: false))
    let runner = try JobTest().runner(
      ClosureJob { flow in
        counts(flow.source("readings", source).eventTime(\.time, watermarks: .monotonous), output)
      }
    ) { $0.parallelism = 3 }
    let running = Running { try await runner.run() }
    try await output.waitForRecords(1)
    #expect(output.records == [Total("a", start: .zero, count: 1)])
    await running.also(runner).cancel()
  }

  @Test("A processing-time timer fires when the wall clock reaches it, not before")
  func processingTimer() async throws {
    let clock = ManualClock(now: ProcessingTime(milliseconds: 1_000_000))
    let output = CollectedOutput<Int64>()
    let source = ScriptedSource<Int64>([[.record(7)]], isBounded: false)
    let runner = try JobTest(clock: clock).runner(
      ClosureJob { flow in
        flow.source("numbers", source).keyed(by: { $0 })
          .process("remind", Remind(after: 3_600_000_000))
          .sink("out", to: CollectingSink(output))
      })
    let running = Running { try await runner.run() }
    // The checkpoint that commits it needs the clock; the timer is far beyond.
    await advance(clock, by: .milliseconds(1)) { !output.records.isEmpty }
    let due = try #require(output.records.first)
    clock.advance(by: .milliseconds(due - 1 - clock.now().milliseconds))
    // However often those look who could fire it.
    for _ in 0..<100 { await Task.yield() }
    #expect(output.records == [due])
    await advance(clock) { output.records.count > 1 }
    #expect(try #require(output.records.last) >= due)
    await running.also(runner).cancel()
  }

  @Test("SEMANTICS 5.6: processing-time timers that came due while the job was down fire at once, in order")
  func missedTimers() async throws {
    let clock = ManualClock(now: ProcessingTime(milliseconds: 1_000_000))
    let test = try JobTest(clock: clock)
    let output = CollectedOutput<Int64>()
    let reached = Latch()
    let source = ScriptedSource<Int64>(
      [[.record(1), .record(2), .pause(reached: reached, until: Latch())]], isBounded: false)
    let job = ClosureJob { flow in
      flow.source("numbers", source).keyed(by: { _ in 0 as Int64 })
        .process("remind", RemindTwice()).sink("out", to: CollectingSink(output))
    }
    let first = test.runner(job) { $0.parallelism = 1 }
    let running = Running { try await first.run() }
    try await reached.wait()
    first.stop()
    _ = try await running.value
    #expect(output.records == [])
    clock.advance(by: .hours(100))
    let second = test.runner(job) { $0.parallelism = 1 }
    let again = Running { try await second.run() }
    await advance(clock) { output.records.count >= 2 }
    #expect(output.records == [4_600_000, 8_200_000])
    await again.also(second).cancel()
  }
}

/// A scripted source that further splits may come to, although none does.
struct Awaiting: Source {
  let source: ScriptedSource<Reading>

  init(_ source: ScriptedSource<Reading>) { self.source = source }

  var isBounded: Bool { false }
  var discoveryInterval: Duration? { .hours(1) }

  func discoverSplits(_ context: SourceContext) -> [ScriptedSplit] {
    source.discoverSplits(context)
  }

  func makeReader(
    for split: ScriptedSplit, _ context: SourceContext
  ) throws -> ScriptedReader<Reading> {
    try source.makeReader(for: split, context)
  }
}

/// Emits when its timer will be due and, once that fires, what the clock says then.
struct Remind: KeyedProcessFunction {
  let after: Int64

  func process(_ record: Int64, state: inout Int64?, context: KeyedContext<Int64, Int64>) {
    state = record
    let due = context.processingTime.milliseconds + after
    context.timers.register(at: ProcessingTime(milliseconds: due))
    context.emit(due)
  }

  func onTimer(_ timer: FiredTimer, state: inout Int64?, context: KeyedContext<Int64, Int64>) {
    context.emit(context.processingTime.milliseconds)
  }
}

/// Registers a timer an hour away and one two hours away, the later one first, and emits the times
/// of those that fire.
struct RemindTwice: KeyedProcessFunction {
  func process(_ record: Int64, state: inout Int64?, context: KeyedContext<Int64, Int64>) {
    state = record
    for hours in [2, 1] as [Int64] {
      context.timers.register(
        at: ProcessingTime(milliseconds: 1_000_000 + hours * 3_600_000))
    }
  }

  func onTimer(_ timer: FiredTimer, state: inout Int64?, context: KeyedContext<Int64, Int64>) {
    context.emit(timer.time.milliseconds)
  }
}
