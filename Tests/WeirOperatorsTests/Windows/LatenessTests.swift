import Testing
import WeirCore
import WeirGraph
import WeirTestKit

struct LatenessTests {
  @Test("SEMANTICS 6.1: a record is late exactly when window end - 1 + lateness <= watermark")
  func border() throws {
    for (watermark, isLate) in [(Int64(13), false), (14, true)] {
      let harness = try OperatorHarness(WindowJobs.tumbling(10, lateness: 5))
      try harness.advanceWatermark(to: at(watermark))
      try harness.push(Reading("a", 1), at: at(9))
      #expect(harness.output.isEmpty == isLate)
      #expect(try harness.sideOutput(WindowJobs.late) == (isLate ? [Reading("a", 1)] : []))
      #expect(harness.counters["late"] == (isLate ? 1 : 0))
    }
  }

  @Test("SEMANTICS 6.1: the same border holds for sessions")
  func sessionBorder() throws {
    for (watermark, isLate) in [(Int64(23), false), (24, true)] {
      let harness = try OperatorHarness(WindowJobs.session(gap: 10, lateness: 5))
      try harness.advanceWatermark(to: at(watermark))
      try harness.push(Reading("a", 1), at: at(10))
      #expect(harness.output.isEmpty == isLate)
      #expect(harness.counters["late"] == (isLate ? 1 : 0))
    }
  }

  @Test("SEMANTICS 6.1: a record behind the watermark whose window lives is accepted silently")
  func behindTheWatermark() throws {
    let harness = try OperatorHarness(WindowJobs.tumbling(10))
    try harness.push(Reading("a", 1), at: at(8))
    try harness.advanceWatermark(to: at(8))
    try harness.push(Reading("a", 2), at: at(3))
    #expect(harness.output.isEmpty)
    try harness.advanceWatermark(to: at(9))
    #expect(harness.output == [WindowTotal("a", 0, 10, count: 2, sum: 3)])
    #expect(harness.counters == ["late": 0, "partly_late": 0, "late_refired": 0])
  }

  @Test("SEMANTICS 6.2: each late record in time gives the whole updated result again")
  func refiring() throws {
    let harness = try OperatorHarness(WindowJobs.tumbling(10, lateness: 10))
    try harness.push(Reading("a", 1), at: at(0))
    try harness.advanceWatermark(to: at(12))
    #expect(harness.output == [WindowTotal("a", 0, 10, count: 1, sum: 1)])
    try harness.push([(Reading("a", 2), at(1)), (Reading("a", 4), at(2))])
    #expect(
      harness.output == [
        WindowTotal("a", 0, 10, count: 2, sum: 3), WindowTotal("a", 0, 10, count: 3, sum: 7),
      ])
    #expect(harness.counters["late_refired"] == 2)
    try harness.endInput()
    #expect(harness.output.isEmpty)
  }

  @Test("SEMANTICS 6.3: without lateness a window fires, then its state is gone")
  func fireThenClear() throws {
    let harness = try OperatorHarness(WindowJobs.tumbling(10))
    let empty = try harness.snapshot()
    try harness.push(Reading("a", 1), at: at(0))
    try harness.advanceWatermark(to: at(9))
    #expect(harness.output == [WindowTotal("a", 0, 10, count: 1, sum: 1)])
    let after = try harness.snapshot()
    #expect(after.sections.map(\.section.bytes.count) == empty.sections.map(\.section.bytes.count))
  }

  @Test("SEMANTICS 6.4: a record too late for some of its windows only is taken and counted apart")
  func partlyLate() throws {
    let harness = try OperatorHarness(WindowJobs.sliding(30, every: 10))
    try harness.advanceWatermark(to: at(19))
    // Windows ending at 10 and 20 are gone, the one ending at 30 takes it.
    try harness.push(Reading("a", 1), at: at(5))
    #expect(try harness.sideOutput(WindowJobs.late).isEmpty)
    #expect(harness.counters == ["late": 0, "partly_late": 1, "late_refired": 0])
    try harness.advanceWatermark(to: at(30))
    #expect(harness.output == [WindowTotal("a", 0, 30, count: 1, sum: 1)])
    try harness.push(Reading("a", 2), at: at(5))
    #expect(try harness.sideOutput(WindowJobs.late) == [Reading("a", 2)])
    #expect(harness.counters == ["late": 1, "partly_late": 1, "late_refired": 0])
  }

  @Test("SEMANTICS 6.6: a result has the time of its window's last moment, also when firing again")
  func resultTime() throws {
    let harness = try OperatorHarness(WindowJobs.tumbling(10, lateness: 10))
    try harness.push(Reading("a", 1), at: at(0))
    try harness.advanceWatermark(to: at(12))
    try harness.push(Reading("a", 2), at: at(0))
    #expect(
      harness.takeOutputs() == [
        .record(WindowTotal("a", 0, 10, count: 1, sum: 1), at: at(9)),
        .watermark(at(12)),
        .record(WindowTotal("a", 0, 10, count: 2, sum: 3), at: at(9)),
      ])
  }

  @Test("SEMANTICS 6.8: state lives until the end of the window plus lateness, not longer")
  func stateLifetime() throws {
    let harness = try OperatorHarness(WindowJobs.tumbling(10, lateness: 5))
    let empty = try harness.snapshot().sections.map(\.section.bytes.count)
    try harness.push(Reading("a", 1), at: at(0))
    try harness.advanceWatermark(to: at(13))
    #expect(try harness.snapshot().sections.map(\.section.bytes.count) != empty)
    try harness.advanceWatermark(to: at(14))
    #expect(try harness.snapshot().sections.map(\.section.bytes.count) == empty)
  }
}
