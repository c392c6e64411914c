import Testing
import WeirCore
import WeirGraph
import WeirTestKit

struct GlobalWindowTests {
  private let readings = [Reading("a", 1), Reading("b", 8), Reading("a", 2), Reading("a", 4)]

  @Test("A global window gives one result per key, at the end of input")
  func endOfInput() throws {
    let harness = try OperatorHarness(WindowJobs.global(.endOfInput))
    try harness.push(readings)
    try harness.advanceWatermark(to: at(1_000_000))
    #expect(harness.output.isEmpty)
    try harness.endInput()
    #expect(
      harness.output.sorted()
        == [WindowTotal("a", 0, 0, count: 3, sum: 7), WindowTotal("b", 0, 0, count: 1, sum: 8)])
  }

  @Test("SEMANTICS 6.7: a count trigger alone drops the firing at the end of time")
  func countTrigger() throws {
    let harness = try OperatorHarness(WindowJobs.global(.count(2)))
    try harness.push(readings + [Reading("a", 16)])
    #expect(
      harness.output
        == [WindowTotal("a", 0, 0, count: 2, sum: 3), WindowTotal("a", 0, 0, count: 4, sum: 23)])
    try harness.endInput()
    #expect(harness.output.isEmpty)
  }

  @Test("A purging count trigger starts from nothing after each result")
  func purging() throws {
    let harness = try OperatorHarness(WindowJobs.global(.count(2, purging: true)))
    try harness.push(readings + [Reading("a", 16)])
    #expect(
      harness.output
        == [WindowTotal("a", 0, 0, count: 2, sum: 3), WindowTotal("a", 0, 0, count: 2, sum: 20)])
  }

  private func timed(_ records: [(String, Int, Int64)]) -> [(record: Reading, time: EventTime)] {
    records.map { (Reading($0.0, $0.1), at($0.2)) }
  }

  @Test("A global window's result has the greatest event time among its records")
  func resultTimes() throws {
    let records = timed([("a", 1, 5), ("b", 8, 9), ("a", 2, 3), ("a", 4, 7), ("a", 16, 6)])
    let atEnd = try OperatorHarness(WindowJobs.global(.endOfInput))
    try atEnd.push(records)
    try atEnd.advanceWatermark(to: at(1_000_000))
    #expect(atEnd.takeOutputs() == [])
    try atEnd.endInput()
    let outputs = atEnd.takeOutputs()
    #expect(outputs.last == .watermark(.distantFuture))
    #expect(outputs.contains(.record(WindowTotal("a", 0, 0, count: 4, sum: 23), at: at(7))))
    #expect(outputs.contains(.record(WindowTotal("b", 0, 0, count: 1, sum: 8), at: at(9))))
    #expect(outputs.count == 3)

    let counted = try OperatorHarness(WindowJobs.global(.count(2)))
    try counted.push(records)
    #expect(
      counted.takeOutputs() == [
        .record(WindowTotal("a", 0, 0, count: 2, sum: 3), at: at(5)),
        .record(WindowTotal("a", 0, 0, count: 4, sum: 23), at: at(7)),
      ])
    try counted.advanceWatermark(to: at(8))
    #expect(counted.takeOutputs() == [.watermark(at(8))])
    let purging = try OperatorHarness(WindowJobs.global(.count(2, purging: true)))
    try purging.push(timed([("a", 1, 50), ("a", 2, 3), ("a", 4, 7), ("a", 8, 6)]))
    #expect(
      purging.takeOutputs() == [
        .record(WindowTotal("a", 0, 0, count: 2, sum: 3), at: at(50)),
        .record(WindowTotal("a", 0, 0, count: 2, sum: 12), at: at(7)),
      ])
  }

  @Test("The greatest event time of a global window is part of a snapshot")
  func restoredTime() throws {
    let first = try OperatorHarness(WindowJobs.global(.endOfInput))
    try first.push(timed([("a", 1, 50), ("a", 2, 3)]))
    let second = try OperatorHarness(
      restoring: [try first.snapshot()], WindowJobs.global(.endOfInput))
    try second.endInput()
    #expect(
      second.takeOutputs() == [
        .record(WindowTotal("a", 0, 0, count: 2, sum: 3), at: at(50)), .watermark(.distantFuture),
      ])
  }

  @Test("Windows behind a global window take its results by their times, none of them late")
  func windowsBehind() throws {
    let late = OutputTag<WindowTotal>("late totals")
    let harness = try OperatorHarness { (stream: DataStream<Reading>) in
      try WindowJobs.global(.endOfInput)(stream).keyed(by: \.count)
        .window(.tumbling(every: .milliseconds(10)), lateTo: late)
        .aggregate("behind", .sum(\.sum)) { count, window, sum in
          WindowTotal("", window.start.milliseconds, window.end.milliseconds, count: count, sum: sum)
        }
    }
    try harness.push(timed([("a", 1, 5), ("b", 2, 7), ("c", 4, 31), ("c", 8, 2)]))
    try harness.advanceWatermark(to: at(1_000_000))
    try harness.endInput()
    #expect(
      harness.output.sorted()
        == [WindowTotal("", 0, 10, count: 1, sum: 3), WindowTotal("", 30, 40, count: 2, sum: 12)])
    #expect(try harness.sideOutput(late) == [])
  }

  @Test("Results of a global window on a stream without event times have none, and no windows behind")
  func withoutTimes() throws {
    let harness = try OperatorHarness(WindowJobs.global(.endOfInput))
    try harness.push([Reading("a", 1)])
    try harness.endInput()
    #expect(
      harness.takeOutputs() == [
        .record(WindowTotal("a", 0, 0, count: 1, sum: 1), at: nil), .watermark(.distantFuture),
      ])
    let flow = JobBuilder()
    let source = ScriptedSource<Reading>([[]])
    let totals = try WindowJobs.global(.endOfInput)(flow.source("readings", source))
    #expect(!totals.hasEventTime)
    let times = flow.source("more", source).eventTime({ _ in .zero }, watermarks: .monotonous)
    #expect(try WindowJobs.global(.endOfInput)(times).hasEventTime)
  }

  @Test("All kinds of windows have the same three late counters")
  func counters() throws {
    let jobs = [
      WindowJobs.tumbling(10), WindowJobs.session(gap: 10), WindowJobs.global(.endOfInput),
      WindowJobs.global(.count(2)),
    ]
    for (index, define) in jobs.enumerated() {
      let harness = try OperatorHarness(define)
      try harness.advanceWatermark(to: at(100))
      try harness.push(Reading("a", 1), at: at(5))
      let lateCount: UInt64 = index < 2 ? 1 : 0
      #expect(harness.counters == ["late": lateCount, "partly_late": 0, "late_refired": 0])
    }
  }

  @Test("The records counted towards the next result are part of a snapshot")
  func restored() throws {
    let first = try OperatorHarness(WindowJobs.global(.count(2)))
    try first.push([Reading("a", 1)])
    let second = try OperatorHarness(
      restoring: [try first.snapshot()], WindowJobs.global(.count(2)))
    try second.push([Reading("a", 2)])
    #expect(second.output == [WindowTotal("a", 0, 0, count: 2, sum: 3)])
  }
}
