import Testing
import WeirCore
import WeirGraph
import WeirTestKit

struct SessionWindowTests {
  private func harness(
    lateness: Int64 = 0
  ) throws -> OperatorHarness<Reading, WindowTotal> {
    try OperatorHarness(WindowJobs.session(gap: 10, lateness: lateness))
  }

  @Test("SEMANTICS 3.1: records exactly the gap apart are one session")
  func touching() throws {
    let harness = try harness()
    try harness.push([(Reading("a", 1), at(0)), (Reading("a", 2), at(10))])
    try harness.endInput()
    #expect(harness.output == [WindowTotal("a", 0, 20, count: 2, sum: 3)])
  }

  @Test("SEMANTICS 3.1: records one millisecond more than the gap apart are two sessions")
  func apart() throws {
    let harness = try harness()
    try harness.push([(Reading("a", 1), at(0)), (Reading("a", 2), at(11))])
    try harness.endInput()
    #expect(
      harness.output == [
        WindowTotal("a", 0, 10, count: 1, sum: 1), WindowTotal("a", 11, 21, count: 1, sum: 2),
      ])
  }

  @Test("SEMANTICS 3.1: a record exactly the gap before a session joins it")
  func touchingBefore() throws {
    let harness = try harness()
    try harness.push([(Reading("a", 1), at(10)), (Reading("a", 2), at(0))])
    try harness.endInput()
    #expect(harness.output == [WindowTotal("a", 0, 20, count: 2, sum: 3)])
  }

  @Test("SEMANTICS 3.2: a record behind the watermark is in time when it touches a live session")
  func mergesBeforeJudging() throws {
    let harness = try harness()
    try harness.push(Reading("a", 1), at: at(10))
    try harness.advanceWatermark(to: at(12))
    // Alone it would end at 11, and 10 <= 12 is late.
    try harness.push(Reading("a", 2), at: at(1))
    try harness.push(Reading("b", 4), at: at(1))
    try harness.endInput()
    #expect(harness.output == [WindowTotal("a", 1, 20, count: 2, sum: 3)])
    #expect(try harness.sideOutput(WindowJobs.late) == [Reading("b", 4)])
  }

  @Test("SEMANTICS 3.4: a record bridges two sessions, and their accumulators are merged")
  func bridging() throws {
    let harness = try harness()
    try harness.push([
      (Reading("a", 1), at(0)), (Reading("a", 2), at(20)), (Reading("a", 4), at(10)),
    ])
    try harness.endInput()
    #expect(harness.output == [WindowTotal("a", 0, 30, count: 3, sum: 7)])
  }

  @Test("SEMANTICS 3.4: sessions that gave results and are bridged later give one result of both")
  func bridgingAfterFiring() throws {
    let harness = try harness(lateness: 100)
    try harness.push([(Reading("a", 1), at(0)), (Reading("a", 2), at(18))])
    try harness.advanceWatermark(to: at(40))
    #expect(
      harness.output == [
        WindowTotal("a", 0, 10, count: 1, sum: 1), WindowTotal("a", 18, 28, count: 1, sum: 2),
      ])
    try harness.push(Reading("a", 4), at: at(9))
    #expect(harness.output == [WindowTotal("a", 0, 28, count: 3, sum: 7)])
    try harness.endInput()
    #expect(harness.output.isEmpty)
  }

  @Test("SEMANTICS 3.3: merging replaces the clean-up and firing times of the merged sessions")
  func extendedAfterFiring() throws {
    let harness = try harness(lateness: 100)
    try harness.push(Reading("a", 1), at: at(0))
    try harness.advanceWatermark(to: at(9))
    #expect(harness.output == [WindowTotal("a", 0, 10, count: 1, sum: 1)])
    try harness.push(Reading("a", 2), at: at(5))
    #expect(harness.output.isEmpty)
    // The session now ends at 15, long before its old clean-up time of 109.
    try harness.advanceWatermark(to: at(14))
    #expect(harness.output == [WindowTotal("a", 0, 15, count: 2, sum: 3)])
  }

  @Test("SEMANTICS 3.7: without lateness the record at the gap's edge opens a session of its own")
  func afterFiring() throws {
    let harness = try harness()
    try harness.push(Reading("a", 1), at: at(0))
    try harness.advanceWatermark(to: at(9))
    try harness.push(Reading("a", 2), at: at(10))
    try harness.endInput()
    #expect(
      harness.output == [
        WindowTotal("a", 0, 10, count: 1, sum: 1), WindowTotal("a", 10, 20, count: 1, sum: 2),
      ])
  }

  @Test("SEMANTICS 3.6: sessions are saved with every record, and merge after a restore")
  func saved() throws {
    let first = try harness()
    try first.push([(Reading("a", 1), at(0)), (Reading("a", 2), at(20))])
    let second = try OperatorHarness(
      restoring: [try first.snapshot()], WindowJobs.session(gap: 10))
    try second.push(Reading("a", 4), at: at(10))
    try second.endInput()
    #expect(second.output == [WindowTotal("a", 0, 30, count: 3, sum: 7)])
  }

  @Test("An event time at the end of time is an error that names it, not a trap")
  func endOfTime() throws {
    let harness = try harness()
    let error = #expect(throws: WeirError.self) {
      try harness.push(Reading("a", 1), at: .distantFuture)
    }
    #expect(error?.code == .malformedInput)
    #expect(error?.location.operatorID == "windows")
  }
}
