import Glibc
import Synchronization
import Testing
import WeirCore
import WeirGraph
import WeirOperators
import WeirRuntime
import WeirTestKit

/// Shapes of graphs.
@Suite(.timeLimit(.minutes(10))) struct TopologyTests {
  private func run(
    _ parallelism: Int, splits: Int = 1,
    _ build: @escaping @Sendable (DataStream<Int64>, CollectingSink<Int64>) -> Void
  ) async throws -> [Int64] {
    let output = CollectedOutput<Int64>()
    let scripts = (0..<splits).map { split in
      (0..<300).filter { $0 % splits == split }.map { ScriptStep.record(Int64($0)) }
    }
    let source = ScriptedSource(scripts)
    try await JobTest().run(
      ClosureJob { build($0.source("numbers", source), CollectingSink(output)) }
    ) { $0.parallelism = parallelism }
    #expect(output.violations == [])
    return output.records.sorted()
  }

  @Test("A stream united with itself gives every record twice", arguments: [1, 3])
  func selfUnion(parallelism: Int) async throws {
    let records = try await run(parallelism) { numbers, sink in
      numbers.union(numbers).sink("out", to: sink)
    }
    #expect(records == (0..<300).flatMap { [$0, $0] })
  }

  @Test("A broadcast record goes to every subtask", arguments: [1, 3])
  func broadcast(parallelism: Int) async throws {
    let records = try await run(parallelism) { numbers, sink in
      numbers.broadcast().map { $0 }.sink("out", to: sink)
    }
    #expect(records == (0..<300).flatMap { Array(repeating: $0, count: parallelism) })
  }

  @Test("A rebalanced stream keeps every record, also between unequal parallelisms")
  func rebalance() async throws {
    let records = try await run(3) { numbers, sink in
      numbers.map { $0 }.parallelism(2).rebalanced().map { $0 }.sink("out", to: sink, parallelism: 1)
    }
    #expect(records == Array(0..<300))
  }

  @Test("Records on a side output and on the main one do not mix")
  func sideOutput() async throws {
    let (main, side) = (CollectedOutput<Int64>(), CollectedOutput<Int64>())
    let source = ScriptedSource([(0..<100).map { ScriptStep.record(Int64($0)) }])
    try await JobTest().run(
      ClosureJob { flow in
        let sorted = flow.source("numbers", source).keyed(by: { $0 % 10 })
          .process("sort", OddsAside(), sideOutputs: [OddsAside.odds])
        sorted.sink("even", to: CollectingSink(main))
        sorted.sideOutput(OddsAside.odds).sink("odd", to: CollectingSink(side))
      })
    #expect(main.records.sorted() == (0..<100).filter { $0 % 2 == 0 })
    #expect(side.records.sorted() == (0..<100).filter { $0 % 2 == 1 })
  }

  @Test("A source with fewer splits than subtasks, or none, ends", arguments: [0, 1, 2])
  func fewSplits(splits: Int) async throws {
    let output = CollectedOutput<Int64>()
    let source = ScriptedSource((0..<splits).map { [ScriptStep.record(Int64($0))] })
    let result = try await JobTest().run(
      ClosureJob { $0.source("numbers", source).sink("out", to: CollectingSink(output)) }
    ) { $0.parallelism = 4 }
    #expect(result.outcome == .finished)
    #expect(output.records.sorted() == (0..<splits).map(Int64.init))
  }

  @Test("A source that has ended does not hold back the windows of another")
  func endedSource() async throws {
    let output = CollectedOutput<Total>()
    let empty = ScriptedSource<Reading>([])
    let readings = ScriptedSource<Reading>(
      [[.reading("a", at: 1), .reading("a", at: 500)]], isBounded: false)
    let runner = try JobTest().runner(
      ClosureJob { flow in
        flow.source("empty", empty).eventTime(\.time, watermarks: .monotonous)
          .union(flow.source("readings", readings).eventTime(\.time, watermarks: .monotonous))
          .keyed(by: \.key).window(.tumbling(every: .milliseconds(100)))
          .aggregate("count", .count()) { Total($0, start: $1.start, count: $2) }
          .sink("out", to: CollectingSink(output))
      }
    ) { $0.parallelism = 1 }
    let running = Running { try await runner.run() }
    try await output.waitForRecords(1)
    #expect(output.records == [Total("a", start: .zero, count: 1)])
    await running.also(runner).cancel()
  }

  @Test("A function that emits many batches for one record loses none of them to a full operator behind it")
  func manyBatches() async throws {
    let output = CollectedOutput<Int64>()
    let source = ScriptedSource<Int64>([[.record(1), .record(2)]])
    try await JobTest().run(
      ClosureJob { flow in
        flow.source("numbers", source).keyed(by: { $0 })
          .process("many", Many(count: 5000))
          .flatMap { number in (0..<10).lazy.map { number * 10 + $0 } }
          .rebalanced().sink("out", to: CollectingSink(output))
      }
    ) { $0.parallelism = 1 }
    let expected = [1, 2].flatMap { (first: Int64) in
      (0..<50_000).map { first * 50_000 + $0 }
    }
    #expect(output.records.sorted() == expected)
  }
}

/// What operators still have to say when input has ended.
@Suite struct EndOfInputTests {
  @Test(
    "SEMANTICS 5.5: the last checkpoint waits for results that are still being given",
    arguments: [1, 2])
  func lastResults(parallelism: Int) async throws {
    let output = CollectedOutput<Int64>()
    let source = ScriptedSource<Int64>([(0..<40_000).map { .record($0) }])
    try await JobTest().run(
      ClosureJob { flow in
        flow.source("numbers", source).keyed(by: { $0 })
          .window(.global)
          .aggregate("each", .count()) { number, _, _ in number }
          .sink("out", to: FlushingSink(output))
      }
    ) { $0.parallelism = parallelism }
    #expect(output.records.count == 40_000)
  }

  @Test("SEMANTICS 5.5: the last barrier waits for a sequence that is still being given")
  func lastBarrierWaits() async throws {
    let (output, injected) = (CollectedOutput<Int64>(), InjectedBarriers())
    let source = ScriptedSource<Int64>([[.record(1)]])
    let test = try JobTest(failpoints: injected)
    // Begins at the end of time, goes on until the last barrier is on its way, and then for many
    // batches.
    @Sendable func results() -> UnfoldSequence<Int64, Int64> {
      sequence(state: 0) { place in
        if injected.count < 2 {
          sched_yield()
          return 0
        }
        place += 1
        return place <= 20_000 ? place : nil
      }
    }
    try await test.run(
      ClosureJob { flow in
        flow.source("numbers", source).keyed(by: { $0 })
          .window(.global)
          .aggregate("each", .count()) { number, _, _ in number }
          .flatMap { _ in results() }
          .sink("out", to: FlushingSink(output))
      }
    ) {
      $0.parallelism = 2
      $0.checkpoints.interval = nil
    }
    #expect(output.records.filter { $0 != 0 } == Array(1...20_000))
  }

  @Test("Records that come while wall clock timers are still giving results are kept")
  func recordsDuringTimers() async throws {
    let output = CollectedOutput<Int64>()
    let source = ScriptedSource<Int64>([(1...60_000).map { .record($0) }])
    try await JobTest().run(
      ClosureJob { flow in
        flow.source("numbers", source).keyed(by: { $0 }).process("echo", EchoesLater())
          .sink("out", to: FlushingSink(output))
      }
    ) { $0.parallelism = 2 }
    #expect(output.records.filter { $0 > 0 }.sorted() == Array(1...60_000))
  }

  @Test("Sliding windows that were firing at the end of time go on after a restore", arguments: [1, 3])
  func slidingAtTheEndOfTime(budget: Int) throws {
    let windows = AlignedWindows.sliding(size: .seconds(3), every: .seconds(1))
    var state = AlignedWindowState<Int64, Int>(
      windows: windows, allowedLateness: .zero, keyGroups: .all(keyGroupCount: 128))
    let batch = Batch<Int64>(capacity: 5000)
    for key in 0..<Int64(5000) { batch.append(key, at: EventTime(milliseconds: key % 2000)) }
    func results(
      _ state: AlignedWindowState<Int64, Int>, _ passes: Int
    ) throws -> (keys: [Int64], isDone: Bool) {
      var keys: [Int64] = []
      for _ in 0..<passes {
        let emitter = Emitter<Int64>()
        let isDone = try state.advance(
          to: .distantFuture, emitter, makeAccumulator: { 0 }, merge: { $1 += $0 },
          makeResult: { key, _, _ in key })
        emitter.drain { batch in keys += (0..<batch.count).map { batch.values[$0] } }
        if isDone { return (keys, true) }
      }
      return (keys, false)
    }
    try state.process(
      batch, Emitter<Int64>(), late: nil, key: { $0 }, makeAccumulator: { 0 },
      add: { $1 += 1 }, merge: { $1 += $0 }, makeResult: { key, _, _ in key })
    let before = try results(state, budget)
    let sections = try state.snapshot(makeAccumulator: { 0 }, merge: { $1 += $0 })
    state = AlignedWindowState(
      windows: windows, allowedLateness: .zero, keyGroups: .all(keyGroupCount: 128))
    let restored = sections.map {
      RestoredSection(
        subtask: 0,
        section: StateSection(operatorID: OperatorID("w"), name: $0.name, bytes: $0.bytes))
    }
    _ = try state.restore(restored)
    let after = try results(state, 1000)
    #expect(!before.isDone && after.isDone)
    let counts = Dictionary(grouping: before.keys + after.keys, by: { $0 }).mapValues(\.count)
    #expect(counts.count == 5000 && counts.values.allSatisfy { $0 == 3 })
  }
}

/// Sends odd numbers to a side output.
struct OddsAside: KeyedProcessFunction {
  static let odds = OutputTag<Int64>("odds")

  func process(
    _ record: Int64, state: inout Int64?, context: KeyedContext<Int64, Int64>
  ) throws {
    if record % 2 == 0 { context.emit(record) } else { try context.emit(record, to: Self.odds) }
  }
}

/// Emits many numbers for each.
struct Many: KeyedProcessFunction {
  let count: Int64

  func process(_ record: Int64, state: inout Int64?, context: KeyedContext<Int64, Int64>) {
    for index in 0..<count { context.emit(record * count + index) }
  }
}

/// Counts the barriers that sources have put into their streams.
private final class InjectedBarriers: Failpoints {
  private let hits = Atomic(0)
  var count: Int { hits.load(ordering: .relaxed) }
  func hit(_ point: Failpoint) {
    if point == .barrierInjected { hits.add(1, ordering: .relaxed) }
  }
}

/// Gives each number at once, and many more by a timer that is due at once.
private struct EchoesLater: KeyedProcessFunction {
  func process(_ number: Int64, state: inout Bool?, context: KeyedContext<Int64, Int64>) {
    state = true
    context.emit(number)
    context.timers.register(at: context.processingTime)
  }

  func onTimer(
    _ timer: FiredTimer, state: inout Bool?, context: KeyedContext<Int64, Int64>
  ) {
    for _ in 0..<4 { context.emit(0) }
    state = nil
  }
}
