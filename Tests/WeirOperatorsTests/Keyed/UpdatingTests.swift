import Testing
import WeirCore
import WeirGraph
import WeirOperators
import WeirTestKit

/// Streams of changes, and the tables that follow them.
struct UpdatingTests {
  /// A row with its rank.
  private struct Ranked: Record, Hashable {
    var key = ""
    var rank = 0
    var value = 0

    init() {}
    init(_ reading: Reading, _ rank: Int) {
      (key, self.rank, value) = (reading.key, rank, reading.value)
    }

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("key", &key)
      try field("rank", &rank)
      try field("value", &value)
    }
  }

  private static func top(
    _ stream: DataStream<Reading>, _ retention: Retention = .forever
  ) -> DataStream<Change<Ranked>> {
    stream.keyed(by: \.key).top("top", 3, retention: retention, by: { $0.value / 10 > $1.value / 10 })
    { Ranked($0, $1) }
  }

  private func ranked(_ value: Int, _ rank: Int) -> Ranked { Ranked(Reading("a", value), rank) }

  @Test("A record that enters gives the removal of the last, then a put for each rank that changed")
  func entering() throws {
    let harness = try OperatorHarness { Self.top($0) }
    try harness.push([30, 10, 20].map { Reading("a", $0) })
    #expect(
      harness.output == [
        .put(ranked(30, 1)), .put(ranked(10, 2)), .put(ranked(20, 2)), .put(ranked(10, 3)),
      ])
    try harness.push([Reading("a", 25)])
    // 25 and 20 are equal in the order: the earlier one stands first.
    #expect(harness.output == [.remove(ranked(10, 3)), .put(ranked(25, 3))])
    try harness.push([Reading("a", 29)])
    #expect(harness.output == [])
  }

  @Test(
    "Tables by rank and by record both end as sorting all records says, interrupted and rescaled",
    arguments: 0..<8)
  func followed(seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed))
    let engine = try ParallelHarness(isInterrupted: seed % 2 == 1) { Self.top($0) }
    var (all, byRank, byValue) = ([Reading](), [String: Ranked](), [String: Ranked]())
    for step in 0..<300 {
      let reading = Reading("key \(Int.random(in: 0..<5, using: &random))", step * 7_919 % 1_000)
      all.append(reading)
      try engine.push([(reading, at(0))])
      try engine.finish()
      if step % 100 == 50 { try engine.rescale(to: 1 + step / 100) }
      for change in engine.takeRecords() {
        let row = change.row
        byRank["\(row.key) \(row.rank)"] = change.isRemoval ? nil : row
        byValue["\(row.key) \(row.value)"] = change.isRemoval ? nil : row
      }
    }
    var expected: Set<Ranked> = []
    for (_, group) in Dictionary(grouping: all, by: \.key) {
      let order = group.enumerated().sorted {
        ($1.element.value / 10, $0.offset) < ($0.element.value / 10, $1.offset)
      }
      for (rank, entry) in order.prefix(3).enumerated() {
        expected.insert(Ranked(entry.element, rank + 1))
      }
    }
    #expect(Set(byRank.values) == expected)
    #expect(Set(byValue.values) == expected)
  }

  @Test("A key that gets no records for its retention is forgotten, and not before")
  func forgotten() throws {
    let function = RunningTop<String, Reading, Reading>(
      limit: 1, retention: .within(.milliseconds(10)), precedes: { $0.value > $1.value },
      makeRow: { reading, _ in reading })
    let harness = try KeyedHarness(function)
    try harness.process(Reading("a", 1), key: "a", at: at(100))
    try harness.process(Reading("a", 2), key: "a", at: at(105))
    try harness.advanceWatermark(to: at(110))
    #expect(harness.state(of: "a") != nil)
    #expect(harness.timers(of: "a").map(\.time) == [at(115)])
    try harness.advanceWatermark(to: at(114))
    #expect(harness.state(of: "a") != nil)
    try harness.advanceWatermark(to: at(115))
    #expect(harness.state(of: "a") == nil)
  }

  private static func totals(_ stream: DataStream<Reading>) -> DataStream<Change<Reading>> {
    stream.keyed(by: \.key).aggregateChanges("totals", .sum(\.value), retention: .forever) {
      key, sum in sum == 0 ? nil : Reading(key, sum)
    }
  }

  @Test("A row is put when it changes, and the one that was put is removed when there is none")
  func runningTable() throws {
    let harness = try OperatorHarness(Self.totals)
    try harness.push([5, 0, -2, -3, 0, 4].map { Reading("a", $0) })
    #expect(
      harness.output == [
        .put(Reading("a", 5)), .put(Reading("a", 3)), .remove(Reading("a", 3)),
        .put(Reading("a", 4)),
      ])
  }

  @Test("A table goes on after a restore at any parallelism", arguments: [1, 2, 5])
  func rescaled(parallelism: Int) throws {
    let engine = try ParallelHarness(parallelism: 3) { Self.totals($0) }
    let readings = (1..<50).map { (record: Reading("key \($0)", $0), time: at(0)) }
    try engine.push(readings)
    try engine.rescale(to: parallelism)
    _ = engine.takeRecords()
    try engine.push(readings.map { (Reading($0.record.key, -$0.record.value), at(0)) })
    #expect(
      Set(engine.takeRecords()) == Set(readings.map { Change.remove($0.record) }))
  }

  @Test("Several aggregates make one row")
  func several() throws {
    let harness = try OperatorHarness { (stream: DataStream<Reading>) in
      stream.keyed(by: \.key)
        .aggregateChanges("rows", .count(), .max(\.value), .min(\.value), retention: .forever) {
          key, count, most, least in
          Reading("\(key) \(count) \(least ?? 0)", most ?? 0)
        }
    }
    try harness.push([3, 1, 4].map { Reading("a", $0) })
    #expect(harness.output.last == .put(Reading("a 3 1", 4)))
  }

  @Test("What cannot be right is refused with what to change")
  func refused() {
    let error = #expect(throws: WeirError.self) {
      try OperatorHarness { (stream: DataStream<Reading>) in
        stream.keyed(by: \.key).top("top", 0, retention: .within(.zero), by: { $0.value > $1.value })
        { reading, _ in reading }
      }
    }
    #expect(error?.message.contains("ask for 1") == true)
    #expect(error?.message.contains("say .forever") == true)
  }
}
