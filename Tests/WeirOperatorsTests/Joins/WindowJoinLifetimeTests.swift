import Testing
import WeirCore
import WeirGraph
import WeirTestKit

/// What joins within windows keep, to the millisecond.
struct WindowJoinLifetimeTests {
  /// A join of windows, and when it forgets records of the times 0 and 5.
  struct Case: CustomTestStringConvertible {
    let testDescription: String
    let forgetsAt: Int64
    let define: JoinJobs.Define<WindowRow>

    init(_ name: String, _ forgetsAt: Int64, _ define: @escaping JoinJobs.Define<WindowRow>) {
      testDescription = name
      self.forgetsAt = forgetsAt
      self.define = define
    }
  }

  private static let size = Duration.milliseconds(10)

  static let cases: [Case] = [
    Case("tumbling", 9 + 5, JoinJobs.windowed(.tumbling(every: size), lateness: 5, .full)),
    // The last window that they are in ends at 20.
    Case(
      "sliding", 19 + 5,
      JoinJobs.windowed(.sliding(size: .milliseconds(20), every: size), lateness: 5, .full)),
    Case(
      "cumulating", 29 + 5,
      JoinJobs.windowed(
        .cumulating(upTo: .milliseconds(30), every: size), lateness: 5, .full)),
    Case("sessions", 14 + 5, JoinJobs.sessions(gap: 10, lateness: 5, .full)),
    Case(
      "tumbling with a trigger", 9 + 5,
      TriggeredJoinJobs.aligned(.tumbling(every: size), lateness: 5, .full)),
    Case(
      "cumulating with a trigger", 29 + 5,
      TriggeredJoinJobs.aligned(
        .cumulating(upTo: .milliseconds(30), every: size), lateness: 5, .full)),
    // The right record holds on from 5 until 15.
    Case("sessions of own gaps", 14 + 5, TriggeredJoinJobs.ownGaps(.full, lateness: 5)),
  ]

  @Test("SEMANTICS 6.8: windows of every kind keep the records of both streams until they are over",
    arguments: cases)
  func lifetime(_ windows: Case) throws {
    let harness = try OperatorHarness(windows.define)
    // Where event time stands is written in any case.
    try harness.advanceWatermark(to: at(-100))
    func byteCounts() throws -> [Int] {
      try harness.snapshot().sections.map(\.section.bytes.count)
    }
    let empty = try byteCounts()
    try harness.push([(Reading("a", 2), at(0)), (Reading("a", 1), at(5))])
    try harness.advanceWatermark(to: at(windows.forgetsAt - 1))
    #expect(!harness.output.isEmpty)
    #expect(try byteCounts() != empty)
    try harness.advanceWatermark(to: at(windows.forgetsAt))
    #expect(try byteCounts() == empty)
  }

  @Test("Count windows join the records of both streams and forget them with the result")
  func count() throws {
    let harness = try OperatorHarness { (stream: DataStream<Reading>) in
      stream.filter { JoinJobs.isLeft($0) }.keyed(by: \.key).window(.count(3))
        .fullJoin("join", with: stream.filter { !JoinJobs.isLeft($0) }.keyed(by: \.key)) {
          left, right, _ in JoinedRow(left?.value, right?.value)
        }
    }
    let empty = try harness.snapshot()
    try harness.push([Reading("a", 2), Reading("a", 4)])
    #expect(try harness.snapshot() != empty)
    try harness.push([Reading("a", 1)])
    #expect(harness.output == [JoinedRow(2, 1), JoinedRow(4, 1)])
    #expect(try harness.snapshot() == empty)
  }
}
