import Testing
import WeirCore
import WeirGraph
import WeirOperators
import WeirTestKit

struct DeduplicationTests {
  private func define(
    _ keeping: DuplicateKeeping, _ retention: Retention, lateness: Duration = .zero,
    lateTo: OutputTag<Reading>? = nil
  ) -> (DataStream<Reading>) -> DataStream<Reading> {
    { stream in
      stream.keyed(by: \.key).deduplicate(
        "once", keeping: keeping, within: retention, allowedLateness: lateness, lateTo: lateTo)
    }
  }

  private let ten = Retention.within(.milliseconds(10))

  private func push(
    _ harness: OperatorHarness<Reading, Reading>, _ records: [(String, Int, Int64)]
  ) throws {
    try harness.push(records.map { (Reading($0.0, $0.1), at($0.2)) })
  }

  @Test("The first record of a stretch goes on at once, and its duplicates do not")
  func first() throws {
    let harness = try OperatorHarness(define(.first, ten))
    try push(harness, [("a", 1, 100), ("a", 2, 109), ("a", 3, 91), ("b", 4, 100), ("a", 5, 110)])
    #expect(
      harness.takeOutputs() == [
        .record(Reading("a", 1), at: at(100)), .record(Reading("b", 4), at: at(100)),
        .record(Reading("a", 5), at: at(110)),
      ])
    #expect(harness.counters["duplicates"] == 2)
  }

  @Test("The last record of a stretch goes on when the stretch is over, with the time of its end")
  func last() throws {
    let harness = try OperatorHarness(define(.last, ten))
    try push(harness, [("a", 1, 100), ("a", 2, 105), ("a", 3, 105), ("a", 4, 102)])
    try harness.advanceWatermark(to: at(108))
    #expect(harness.takeOutputs() == [.watermark(at(108))])
    try harness.advanceWatermark(to: at(109))
    #expect(
      harness.takeOutputs() == [.record(Reading("a", 3), at: at(109)), .watermark(at(109))])
  }

  @Test("SEMANTICS 4.9: the last records of all of time come at the end of input, none of them late")
  func lastForever() throws {
    let harness = try OperatorHarness(define(.last, .forever))
    try push(harness, [("a", 1, 100), ("a", 2, 300), ("a", 3, 200)])
    try harness.advanceWatermark(to: at(1_000))
    #expect(harness.takeOutputs() == [])
    try harness.endInput()
    #expect(
      harness.takeOutputs()
        == [.record(Reading("a", 2), at: at(300)), .watermark(.distantFuture)])
  }

  @Test("A stretch is forgotten as soon as no record of it can come")
  func freed() throws {
    let function = Deduplication<String, Reading>(
      keeping: .first, retention: ten, allowedLateness: .milliseconds(5), lateTo: nil)
    let harness = try KeyedHarness(function)
    try harness.process(Reading("a", 1), key: "a", at: at(100))
    #expect(harness.timers(of: "a").map(\.time) == [at(114)])
    try harness.advanceWatermark(to: at(113))
    #expect(harness.state(of: "a") != nil)
    try harness.advanceWatermark(to: at(114))
    #expect(harness.state(of: "a") == nil)
    #expect(harness.timers(of: "a") == [])
  }

  @Test("SEMANTICS 5.8: two stretches of one key end each in its own time")
  func twoStretches() throws {
    let function = Deduplication<String, Reading>(
      keeping: .last, retention: ten, allowedLateness: .zero, lateTo: nil)
    let harness = try KeyedHarness(function)
    try harness.process(Reading("a", 1), key: "a", at: at(100))
    try harness.process(Reading("a", 2), key: "a", at: at(120))
    try harness.advanceWatermark(to: at(109))
    #expect(harness.output == [Reading("a", 1)])
    #expect(harness.state(of: "a") != nil)
    try harness.advanceWatermark(to: at(129))
    #expect(harness.output == [Reading("a", 2)])
    #expect(harness.state(of: "a") == nil)
  }

  @Test("A record behind the watermark of a key that is forgotten is late, of one that is not it is judged")
  func late() throws {
    let tag = OutputTag<Reading>("late")
    let harness = try OperatorHarness(
      define(.first, ten, lateness: .milliseconds(5), lateTo: tag))
    try push(harness, [("a", 1, 100)])
    try harness.advanceWatermark(to: at(113))
    _ = harness.output
    // Duplicate; late; in time, just.
    try push(harness, [("a", 2, 99), ("b", 3, 108), ("b", 4, 109)])
    #expect(harness.output == [Reading("b", 4)])
    #expect(try harness.sideOutput(tag) == [Reading("b", 3)])
    #expect(harness.counters["late"] == 1)
  }

  @Test(
    "Duplicates are known after a restore at any parallelism", arguments: [1, 2, 5],
    [DuplicateKeeping.first, .last])
  func rescaled(parallelism: Int, keeping: DuplicateKeeping) throws {
    let engine = try ParallelHarness(parallelism: 3) {
      $0.keyed(by: \.key).deduplicate("once", keeping: keeping, within: .within(.milliseconds(10)))
    }
    let readings = (0..<50).map { (record: Reading("key \($0)", $0), time: at(100)) }
    try engine.push(readings)
    try engine.rescale(to: parallelism)
    try engine.push(readings.map { (Reading($0.record.key, -1), at(101)) })
    try engine.advanceWatermark(to: at(200))
    let values = engine.takeRecords().map(\.value).sorted()
    #expect(values == (keeping == .first ? Array(0..<50) : Array(repeating: -1, count: 50)))
  }

  @Test("What cannot be right is refused with what to change")
  func refused() {
    func message(_ define: @escaping (DataStream<Reading>) -> DataStream<Reading>) -> String? {
      #expect(throws: WeirError.self) { try OperatorHarness(define) }?.message
    }
    #expect(message(define(.first, .within(.zero)))?.contains("say .forever") == true)
    #expect(
      message(define(.first, .forever, lateTo: OutputTag("late")))?.contains("leave lateTo out")
        == true)
    #expect(message(define(.first, ten, lateness: .seconds(-1)))?.contains("negative") == true)
    let builder = JobBuilder()
    let untimed = builder.source("readings", ScriptedSource<Reading>([[]]))
    _ = define(.first, ten)(untimed)
    #expect(builder.graph.problems.first?.contains("eventTime(_:watermarks:)") == true)
  }
}
