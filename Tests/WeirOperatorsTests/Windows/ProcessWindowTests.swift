import Testing
import WeirCore
import WeirGraph
import WeirTestKit

/// Functions that see all records of a window, and assigners of the job's own.
struct ProcessWindowTests {
  @Test("A function sees all records of a window in their order, its bounds, and gives any number")
  func process() throws {
    let harness = try OperatorHarness { (stream: DataStream<Reading>) in
      stream.keyed(by: \.key).window(.tumbling(every: .milliseconds(10)))
        .process("spread") { key, pane, readings -> [WindowTotal] in
          let values = readings.map(\.value)
          guard values.count > 1, let first = values.first, let last = values.last else { return [] }
          return [first, last].map {
            WindowTotal(
              key, pane.start.milliseconds, pane.end.milliseconds, count: values.count, sum: $0)
          }
        }
    }
    try harness.push([
      (Reading("a", 7), at(5)), (Reading("b", 1), at(4)), (Reading("a", 3), at(2)),
    ])
    try harness.endInput()
    #expect(
      harness.output == [
        WindowTotal("a", 0, 10, count: 2, sum: 7), WindowTotal("a", 0, 10, count: 2, sum: 3),
      ])
  }

  @Test("Sessions hand over the records of all parts, those of earlier parts first")
  func sessions() throws {
    let harness = try OperatorHarness { (stream: DataStream<Reading>) in
      stream.keyed(by: \.key).window(.session(gap: .milliseconds(10)))
        .process("values") { key, pane, readings in
          [Reading(readings.map { "\($0.value)" }.joined(separator: " "), readings.count)]
        }
    }
    try harness.push([
      (Reading("a", 4), at(20)), (Reading("a", 1), at(0)), (Reading("a", 5), at(21)),
      (Reading("a", 9), at(10)),
    ])
    try harness.endInput()
    #expect(harness.output == [Reading("1 4 5 9", 4)])
  }

  /// Odd values to the hour around them, even ones to a window of their own, negative ones nowhere.
  private struct ByValue: WindowAssigner {
    func windows(of record: Reading, at time: EventTime) -> [Window] {
      if record.value < 0 { return [] }
      if record.value == 0 { return [Window(start: time, end: time)] }
      let hour = Window(start: at(0), end: at(100))
      if record.value % 2 == 1 { return [hour] }
      return [Window(start: time, end: time + .milliseconds(2)), hour]
    }
  }

  private func assigned() throws -> OperatorHarness<Reading, PaneTotal> {
    try OperatorHarness { stream in
      stream.keyed(by: \.key).window(ByValue(), lateTo: WindowJobs.late)
        .aggregate("own", .count(), .sum(\.value)) { PaneTotal($0, $1, count: $2, sum: $3) }
    }
  }

  @Test("An assigner of the job's own gives each record its windows, or none")
  func ownAssigner() throws {
    let harness = try assigned()
    try harness.push([
      (Reading("a", 1), at(5)), (Reading("a", 2), at(6)), (Reading("a", -4), at(7)),
    ])
    try harness.endInput()
    #expect(
      harness.output.map(\.line) == ["a [6,8) #0 on time: 1 = 2", "a [0,100) #0 on time: 2 = 3"])
    #expect(harness.counters["late"] == 0)
  }

  @Test("SEMANTICS 6.4: a record late for some windows of an own assigner is taken by the others")
  func partlyLate() throws {
    let harness = try assigned()
    try harness.advanceWatermark(to: at(20))
    try harness.push(Reading("a", 2), at: at(6))
    #expect(harness.counters == ["late": 0, "partly_late": 1, "late_refired": 0])
    try harness.advanceWatermark(to: at(99))
    #expect(harness.output.map(\.line) == ["a [0,100) #0 on time: 1 = 2"])
    try harness.push(Reading("a", 2), at: at(6))
    #expect(try harness.sideOutput(WindowJobs.late) == [Reading("a", 2)])
  }

  @Test("A window without length is an error that says what to do")
  func emptyWindow() throws {
    let harness = try assigned()
    let error = #expect(throws: WeirError.self) { try harness.push(Reading("a", 0), at: at(6)) }
    #expect(error?.message.contains("after its start") == true)
  }

  @Test("A gap of no time in a record is an error that says so, not a trap")
  func noGap() throws {
    let harness = try OperatorHarness { (stream: DataStream<Reading>) in
      stream.keyed(by: \.key)
        .window(.session(gap: { .milliseconds(Int64($0.value)) }))
        .aggregate("own", .count()) { Reading($0, $2) }
    }
    let error = #expect(throws: WeirError.self) { try harness.push(Reading("a", 0), at: at(6)) }
    #expect(error?.message.contains("millisecond") == true)
    try harness.push(Reading("a", .max), at: at(7))
    try harness.push(Reading("a", 1), at: at(8))
    try harness.endInput()
    #expect(harness.output == [Reading("a", 2)])
  }

  @Test("A global window with a trigger gives its results with the latest time of its records")
  func global() throws {
    let harness = try OperatorHarness { (stream: DataStream<Reading>) in
      stream.keyed(by: \.key).window(.global).trigger(OverLimit(limit: 3))
        .aggregate("all", .count()) { Reading($0, $2) }
    }
    try harness.push([(Reading("a", 1), at(5)), (Reading("a", 4), at(2))])
    #expect(harness.takeOutputs() == [.record(Reading("a", 2), at: at(5))])
    try harness.endInput()
    #expect(
      harness.takeOutputs() == [.record(Reading("a", 2), at: at(5)), .watermark(.distantFuture)])
  }
}
