import Testing
import WeirCore
import WeirGraph
import WeirRuntime
import WeirTestKit

/// Broadcast state in whole jobs.
@Suite(.timeLimit(.minutes(10))) struct BroadcastJobTests {
  /// Gives each record with the whole list of controls so far.
  private struct Listing: BroadcastFunction {
    let seen: Latch
    let count: Int
    func makeShared() -> [Int64] { [] }
    func update(_ control: Int64, shared: inout [Int64]) {
      shared.append(control)
      if shared.count == count { seen.release() }
    }
    func process(_ record: Int64, shared: [Int64], context: RecordContext<[Int64]>) {
      context.emit(shared + [record])
    }
  }

  @Test(
    "SEMANTICS 1.3: every subtask has the controls of several producers in one order, after a crash too",
    arguments: [1, 4])
  func oneOrder(parallelism: Int) async throws {
    let output = CollectedOutput<[Int64]>()
    let seen = Latch()
    let main = ScriptedSource<Int64>(
      (0..<8).map { split in
        [.pause(reached: Latch(), until: seen), .record(-split - 1), .flush]
          + (split == 0 ? [.idle(retryAfter: .milliseconds(5)), .crash, .record(-99)] : [])
      })
    let controls = ScriptedSource<Int64>(
      (0..<4).map { split in
        (0..<10).flatMap { [.record(split * 100 + $0), .idle(retryAfter: .milliseconds(1))] }
      })
    let job = ClosureJob { flow in
      flow.source("main", main).rebalanced()
        .process(
          "listed", broadcasting: flow.source("controls", controls),
          Listing(seen: seen, count: 40))
        .sink("out", to: CollectingSink(output))
    }
    let result = try await JobTest().run(job) { $0.parallelism = parallelism }
    #expect(result.restartCount == 1)
    #expect(output.records.count == 9)
    #expect(output.violations == [])
    // Whatever a subtask had seen when a record came is the beginning of the one order.
    let lists = output.records.map { Array($0.dropLast()) }
    let order = lists.max { $0.count < $1.count } ?? []
    for list in lists { #expect(order.starts(with: list)) }
    for split in Int64(0)..<4 {
      let own = order.filter { $0 / 100 == split }
      #expect(own == (0..<Int64(own.count)).map { split * 100 + $0 })
    }
  }

  @Test("SEMANTICS 4.3: a control stream without event times holds no window back")
  func untimedControl() async throws {
    let output = CollectedOutput<Total>()
    let factors = ScriptedSource<Int64>([[]], isBounded: false)
    let runner = try JobTest().runner(
      ClosureJob { flow in
        flow.source(
          "readings",
          ScriptedSource<Reading>(
            [[.reading("a", at: 0), .reading("a", at: 500)]], isBounded: false)
        )
        .eventTime(\.time, watermarks: .monotonous)
        .broadcastJoin(
          "joined", flow.source("factors", factors), rowKey: { $0 }, on: { $0.value }
        ) { reading, _ in reading }
        .keyed(by: \.key)
        .window(.tumbling(every: .milliseconds(100)))
        .aggregate("count", .count()) { Total($0, start: $1.start, count: $2) }
        .sink("out", to: CollectingSink(output))
      }
    ) { $0.parallelism = 2 }
    let running = Running { try await runner.run() }
    try await output.waitForRecords(1)
    #expect(output.records == [Total("a", start: .zero, count: 1)])
    runner.cancel()
    _ = await errorCode { _ = try await running.value }
  }
}
