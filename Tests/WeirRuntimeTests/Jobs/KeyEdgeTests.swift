import Synchronization
import Testing
import WeirCore
import WeirGraph
import WeirRuntime
import WeirTestKit

/// Edges by key: between subtasks, and fused where there is one on either side.
@Suite(.timeLimit(.minutes(10))) struct KeyEdgeTests {
  private static let keys = (0..<60).map { "key \($0)" }

  private static func readings(_ rounds: Int) -> [ScriptStep<Reading>] {
    (0..<rounds).flatMap { round in
      keys.map { .reading($0, at: Int64(round) * 10) }
    }
  }

  @Test("The records of a key come through one writer of a sink that declares a routing hash")
  func routing() async throws {
    let seen = SeenKeys()
    let output = CollectedOutput<Reading>()
    let sources = (0..<2).map { _ in ScriptedSource([Self.readings(5), Self.readings(5)]) }
    try await JobTest().run(
      ClosureJob { flow in
        flow.source("first", sources[0]).union(flow.source("second", sources[1]))
          .sink("out", to: RoutedSink(output: output, seen: seen))
      }
    ) { $0.parallelism = 4 }
    #expect(output.records.count == 20 * Self.keys.count)
    let subtasks = seen.subtasks
    #expect(subtasks.count == Self.keys.count)
    #expect(subtasks.values.allSatisfy { $0.count == 1 })
    #expect(Set(subtasks.values.joined()).count > 1)
  }

  @Test("A sink that declares a routing hash gets a hash edge", arguments: [1, 4])
  func routingPlan(parallelism: Int) throws {
    let plan = try explained(parallelism) { readings in
      readings.sink("out", to: RoutedSink(output: CollectedOutput(), seen: SeenKeys()))
    }
    #expect(plan.edges.map(\.partitioning) == ["hash"])
    #expect(plan.edges.map(\.isChained) == [parallelism == 1])
  }

  @Test("An edge by key between single subtasks is fused, and graphs still say that it is by key")
  func fused() throws {
    func build(_ readings: DataStream<Reading>) {
      readings.keyed(by: \.key).reduce("newest") { $1 }
        .sink("out", to: CollectingSink(CollectedOutput()))
    }
    let one = try explained(1, build)
    #expect(one.chains.count == 1)
    #expect(one.edges.map(\.partitioning) == ["hash", "forward"])
    #expect(one.text.contains("hash, chained"))
    #expect(one.mermaid.contains("-->|\"hash\"|"))
    #expect(one.dot.contains("label=\"hash\""))
    let two = try explained(2, build)
    #expect(two.chains.count == 2)
    #expect(two.edges.map(\.partitioning) == ["hash", "forward"])
    #expect(!two.text.contains("hash, chained"))
    let union = try explained(1) { readings in
      readings.union(readings).keyed(by: \.key).reduce("newest") { $1 }
        .sink("out", to: CollectingSink(CollectedOutput()))
    }
    #expect(union.chains.count == 2)
  }

  private func explained(
    _ parallelism: Int, _ build: (DataStream<Reading>) -> Void
  ) throws -> PlanExplanation {
    let flow = JobBuilder()
    build(flow.source("readings", ScriptedSource<Reading>([[]])))
    let plan = try Planner(parallelism: parallelism, keyGroupCount: 128).plan(
      flow.finish(), job: "test")
    return PlanExplanation(plan, job: "test")
  }

  @Test("Event times assigned behind a fused key count all records as one split")
  func timesBehindKeys() async throws {
    let output = CollectedOutput<Total>()
    // Of several splits: what is known of them ends at the key.
    let source = ScriptedSource(
      [Self.readings(3), Self.readings(4), [.reading("key 1", at: 5000)]], isBounded: false)
    let runner = try JobTest().runner(
      ClosureJob { flow in
        flow.source("readings", source).keyed(by: \.key).reduce("newest") { $1 }
          .eventTime(\.time, watermarks: .boundedOutOfOrderness(.seconds(1)))
          .keyed(by: \.key).window(.tumbling(every: .seconds(1)))
          .aggregate("count", .count()) { key, window, count in
            Total(key, start: window.start, count: count)
          }
          .sink("out", to: CollectingSink(output))
      }
    ) { $0.parallelism = 1 }
    let running = Running { try await runner.run() }
    // The record at 5000 alone moves time: the other splits do not hold it back behind the key.
    try await output.waitForRecords(Self.keys.count)
    #expect(Set(output.records) == Set(Self.keys.map { Total($0, start: .zero, count: 7) }))
    runner.stop()
    #expect(try await running.value.outcome == .stopped)
  }

  @Test("Processing-time timers fire in a chain that begins with a source")
  func timers() async throws {
    let clock = ManualClock()
    let output = CollectedOutput<Int64>()
    let source = ScriptedSource<Int64>([[.record(7)]], isBounded: false)
    let test = try JobTest(clock: clock)
    let runner = test.runner(
      ClosureJob { flow in
        flow.source("numbers", source).keyed(by: { $0 }).process("later", EmitsLater())
          .sink("out", to: CollectingSink(output))
      }
    ) { options in
      options.parallelism = 1
      options.checkpoints.interval = .milliseconds(100)
    }
    let running = Running { try await runner.run() }
    await advance(clock) { output.records == [7] }
    #expect(output.records == [7])
    await running.also(runner).cancel()
  }

  @Test("Writers made before one that cannot be made are abandoned")
  func abandoned() async throws {
    let seen = SeenKeys()
    let output = CollectedOutput<Reading>()
    let source = ScriptedSource([Self.readings(1)])
    let code = await errorCode {
      try await JobTest().run(
        ClosureJob { flow in
          let readings = flow.source("readings", source)
          readings.sink("first", to: RoutedSink(output: output, seen: seen))
          readings.sink("second", to: RoutedSink(output: output, seen: seen, isBroken: true))
        }
      ) { options in
        options.parallelism = 1
        options.restart = .none
      }
    }
    #expect(code == .inputOutput)
    #expect(seen.abandonedCount == 1)
  }
}

/// Which subtask's writer saw which keys.
final class SeenKeys: Sendable {
  private let state = Mutex<(keys: [String: Set<Int>], abandoned: Int)>(([:], 0))
  var subtasks: [String: Set<Int>] { state.withLock { $0.keys } }
  var abandonedCount: Int { state.withLock { $0.abandoned } }
  func see(_ key: String, _ subtask: Int) {
    state.withLock { _ = $0.keys[key, default: []].insert(subtask) }
  }
  func abandon() { state.withLock { $0.abandoned += 1 } }
}

/// A sink whose changes of one key must come through one writer.
struct RoutedSink: Sink {
  let output: CollectedOutput<Reading>
  let seen: SeenKeys
  var isBroken = false

  var routingHash: (@Sendable (Reading) throws -> UInt64)? { { $0.key.stableHash } }

  func makeWriter(_ context: SinkContext) throws -> RoutedWriter {
    if isBroken { throw WeirError(.inputOutput, "the disk is gone", isRetriable: false) }
    return RoutedWriter(CollectingSink(output).makeWriter(context), seen, context.subtask)
  }

  func makeApplier(_ context: SinkContext) -> any Applier {
    CollectingSink(output).makeApplier(context)
  }
}

/// Notes keys and writes on.
final class RoutedWriter: SinkWriter {
  private let writer: CollectingWriter<Reading>
  private let seen: SeenKeys
  private let subtask: Int

  init(_ writer: CollectingWriter<Reading>, _ seen: SeenKeys, _ subtask: Int) {
    self.writer = writer
    self.seen = seen
    self.subtask = subtask
  }

  func write(_ batch: Batch<Reading>) {
    for index in batch.head..<batch.count { seen.see(batch.values[index].key, subtask) }
    writer.write(batch)
  }

  var needsFlush: Bool { writer.needsFlush }
  func flush() async throws { try await writer.flush() }
  func seal(_ epoch: CheckpointID) throws -> [Segment] { try writer.seal(epoch) }
  func abandon() {
    seen.abandon()
    writer.abandon()
  }
}

/// Emits each record ten seconds later.
struct EmitsLater: KeyedProcessFunction {
  func process(_ record: Int64, state: inout Int64?, context: KeyedContext<Int64, Int64>) {
    state = record
    context.timers.register(at: context.processingTime + .seconds(10))
  }

  func onTimer(
    _ timer: FiredTimer, state: inout Int64?, context: KeyedContext<Int64, Int64>
  ) {
    if let number = state { context.emit(number) }
    state = nil
  }
}
