import Synchronization
import Testing
import WeirCore
import WeirGraph
import WeirTestKit

struct LookupJoinTests {
  /// A table of the squares of even numbers that notes what it is asked.
  private final class Squares: LookupTable {
    let asked = Mutex<[Int]>([])
    func row(for key: Int) async throws -> Int? {
      asked.withLock { $0.append(key) }
      return key % 2 == 0 ? key * key : nil
    }
  }

  private func harness(
    _ table: Squares, _ caching: LookupCaching, order: CallOrder = .ordered
  ) throws -> OperatorHarness<Reading, Reading> {
    try OperatorHarness { (stream: DataStream<Reading>) in
      stream.lookupJoin(
        "squares", table, on: \.value, caching: caching, order, capacity: 10, timeout: .seconds(1)
      ) { reading, square in
        square.map { Reading(reading.key, $0) }
      }
    }
  }

  @Test("Each record is joined with its row, and left out when the result is nil")
  func joined() async throws {
    let harness = try harness(Squares(), .none)
    try harness.push([Reading("a", 2), Reading("b", 3), Reading("c", 4)])
    for _ in 0..<3 { try await harness.finishCall() }
    #expect(harness.output == [Reading("a", 4), Reading("c", 16)])
  }

  @Test("Rows of keys that look the same but have other bytes are asked for apart")
  func exactKeys() async throws {
    struct Lengths: LookupTable {
      func row(for key: String) async throws -> Int? { key.utf8.count }
    }
    let harness = try OperatorHarness { (stream: DataStream<Reading>) in
      stream.lookupJoin(
        "lengths", Lengths(), on: \.key, caching: .rows(10, for: .seconds(1)), .ordered,
        capacity: 10, timeout: .seconds(1)
      ) { reading, length in length.map { Reading(reading.key, $0) } }
    }
    try harness.push([Reading("\u{e9}", 0), Reading("e\u{301}", 0)])
    #expect(harness.waitingCallCount == 2)
    for _ in 0..<2 { try await harness.finishCall() }
    #expect(harness.output.map(\.value) == [2, 3])
  }

  @Test("Records that wait for the same row make one call")
  func oneCall() async throws {
    let table = Squares()
    let harness = try harness(table, .none)
    try harness.push([Reading("a", 2), Reading("b", 2), Reading("c", 2)])
    #expect(harness.waitingCallCount == 1)
    try await harness.finishCall()
    #expect(harness.output == [Reading("a", 4), Reading("b", 4), Reading("c", 4)])
    try harness.push([Reading("d", 2)])
    #expect(harness.waitingCallCount == 1)
  }

  @Test("A cached answer, that there is no row included, is good for its time and makes no call")
  func cached() async throws {
    let table = Squares()
    let harness = try harness(table, .rows(10, for: .milliseconds(50)))
    try harness.push([Reading("a", 2), Reading("b", 3)])
    for _ in 0..<2 { try await harness.finishCall() }
    try harness.push([Reading("c", 2), Reading("d", 3)])
    #expect(harness.waitingCallCount == 0)
    #expect(harness.output == [Reading("a", 4), Reading("c", 4)])
    #expect(harness.counters["cache_hits"] == 2)
    try harness.advanceProcessingTime(to: ProcessingTime(milliseconds: 50))
    try harness.push([Reading("e", 2)])
    #expect(harness.waitingCallCount == 1)
    #expect(table.asked.withLock { $0 } == [2, 3])
  }

  @Test("A cached answer waits for those before it when results are ordered")
  func cachedInOrder() async throws {
    let harness = try harness(Squares(), .rows(10, for: .seconds(1)))
    try harness.push([Reading("a", 2)])
    try await harness.finishCall()
    _ = harness.output
    try harness.push([Reading("b", 4), Reading("c", 2)])
    #expect(harness.output == [])
    try await harness.finishCall()
    #expect(harness.output == [Reading("b", 16), Reading("c", 4)])
  }

  @Test("A cache that keeps nothing is refused")
  func refused() {
    let error = #expect(throws: WeirError.self) {
      try harness(Squares(), .rows(0, for: .seconds(1)))
    }
    #expect(error?.message.contains("say .none") == true)
  }
}
