import Testing
import WeirCore
import WeirGraph
import WeirTestKit

/// What joins within windows keep, to the millisecond.
struct WindowJoinLifetimeTests {
  /// A join within windows, with 5 ms of lateness.
  enum Windows: String, CaseIterable {
    case tumbling, sliding, cumulating, sessions
    case tumblingWithTrigger, cumulatingWithTrigger, sessionsOfOwnGaps

    var define: JoinJobs.Define<WindowRow> {
      let size = Duration.milliseconds(10)
      let sliding = AlignedWindows.sliding(size: .milliseconds(20), every: size)
      let cumulating = AlignedWindows.cumulating(upTo: .milliseconds(30), every: size)
      return switch self {
      case .tumbling: JoinJobs.windowed(.tumbling(every: size), lateness: 5, .full)
      case .sliding: JoinJobs.windowed(sliding, lateness: 5, .full)
      case .cumulating: JoinJobs.windowed(cumulating, lateness: 5, .full)
      case .sessions: JoinJobs.sessions(gap: 10, lateness: 5, .full)
      case .tumblingWithTrigger:
        TriggeredJoinJobs.aligned(.tumbling(every: size), lateness: 5, .full)
      case .cumulatingWithTrigger: TriggeredJoinJobs.aligned(cumulating, lateness: 5, .full)
      case .sessionsOfOwnGaps: TriggeredJoinJobs.ownGaps(.full, lateness: 5)
      }
    }

    /// The end of the last window that a left record of 0 and a right one of 5 are in.
    var lastEnd: Int64 {
      switch self {
      case .tumbling, .tumblingWithTrigger: 10
      case .sliding: 20
      case .cumulating, .cumulatingWithTrigger: 30
      case .sessions, .sessionsOfOwnGaps: 15
      }
    }
  }

  @Test("SEMANTICS 6.8: windows of every kind keep the records of both streams until they are over",
    arguments: Windows.allCases)
  func lifetime(_ windows: Windows) throws {
    let over = windows.lastEnd - 1 + 5
    let harness = try OperatorHarness(windows.define)
    // Where event time stands is written in any case.
    try harness.advanceWatermark(to: at(-100))
    func byteCounts() throws -> [Int] {
      try harness.snapshot().sections.map(\.section.bytes.count)
    }
    let empty = try byteCounts()
    try harness.push([(Reading("a", 2), at(0)), (Reading("a", 1), at(5))])
    try harness.advanceWatermark(to: at(over - 1))
    #expect(!harness.output.isEmpty)
    #expect(try byteCounts() != empty)
    try harness.advanceWatermark(to: at(over))
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
