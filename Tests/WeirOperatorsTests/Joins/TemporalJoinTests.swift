import Testing
import WeirCore
import WeirGraph
import WeirTestKit

struct TemporalJoinTests {
  private func byteCounts<Output>(_ harness: OperatorHarness<Reading, Output>) throws -> [Int] {
    try harness.snapshot().sections.map(\.section.bytes.count)
  }

  @Test("Each record meets the version of its time, in the order of times, when time has come")
  func versions() throws {
    let harness = try OperatorHarness(JoinJobs.temporal(keepsLeft: true))
    try harness.push([
      (Reading("a", 6), at(30)), (Reading("a", 4), at(20)), (Reading("a", 2), at(9)),
      (Reading("a", 1), at(10)), (Reading("a", 3), at(21)),
    ])
    #expect(harness.takeOutputs() == [])
    try harness.advanceWatermark(to: at(20))
    #expect(
      harness.takeOutputs().prefix(2) == [
        .record(JoinedRow(2, nil), at: at(9)), .record(JoinedRow(4, 1), at: at(20)),
      ])
    // Not yet past: a version of the time that is still to come holds.
    try harness.push(Reading("a", 5), at: at(30))
    try harness.advanceWatermark(to: at(30))
    #expect(harness.output == [JoinedRow(6, 5)])
  }

  @Test("SEMANTICS 6.1: a record at the watermark is late, one after it is in time")
  func border() throws {
    for (time, isLate) in [(Int64(100), true), (101, false)] {
      let harness = try OperatorHarness(JoinJobs.temporal(keepsLeft: true))
      try harness.advanceWatermark(to: at(100))
      try harness.push(Reading("a", 2), at: at(time))
      try harness.endInput()
      #expect(harness.output == (isLate ? [] : [JoinedRow(2, nil)]))
      #expect(try harness.sideOutput(JoinJobs.late) == (isLate ? [Reading("a", 2)] : []))
    }
  }

  @Test("A version behind the watermark holds from there on, unless a newer one does")
  func lateVersions() throws {
    let harness = try OperatorHarness(JoinJobs.temporal(keepsLeft: true))
    try harness.advanceWatermark(to: at(100))
    try harness.push([(Reading("a", 1), at(50)), (Reading("a", 3), at(40))])
    try harness.push([(Reading("a", 2), at(101))])
    try harness.advanceWatermark(to: at(101))
    #expect(harness.output == [JoinedRow(2, 1)])
    #expect(try harness.sideOutput(JoinJobs.lateOther) == [Reading("a", 3)])
    #expect(harness.counters["late_right"] == 1)
  }

  @Test("SEMANTICS 6.8: a version is kept until the next one holds, and the newest for ever")
  func lifetime() throws {
    let harness = try OperatorHarness(JoinJobs.temporal(keepsLeft: false))
    try harness.push(Reading("a", 1), at: at(10))
    let one = try byteCounts(harness)
    try harness.push(Reading("a", 3), at: at(20))
    try harness.advanceWatermark(to: at(19))
    #expect(try byteCounts(harness) != one)
    try harness.advanceWatermark(to: at(20))
    #expect(try byteCounts(harness) == one)
    try harness.push(Reading("a", 2), at: at(25))
    try harness.advanceWatermark(to: at(25))
    #expect(harness.output == [JoinedRow(2, 3)])
    #expect(try byteCounts(harness) == one)
  }

  @Test("Nothing is kept of a key that is removed")
  func removal() throws {
    let harness = try OperatorHarness(JoinJobs.temporal(keepsLeft: true, removals: true))
    let empty = try byteCounts(harness)
    try harness.push([
      (Reading("a", 1), at(10)), (Reading("a", 5), at(20)), (Reading("a", 2), at(19)),
      (Reading("a", 4), at(20)), (Reading("b", 15), at(5)),
    ])
    try harness.advanceWatermark(to: at(20))
    #expect(harness.output == [JoinedRow(2, 1), JoinedRow(4, nil)])
    #expect(try byteCounts(harness) == empty)
    // What was removed is forgotten, so an old version must not bring it back.
    try harness.push(Reading("a", 7), at: at(15))
    #expect(harness.counters["late_right"] == 1)
    #expect(try byteCounts(harness) == empty)
  }

  @Test("Very many records of one key let a barrier through and go on from a snapshot")
  func interrupted() throws {
    let define = JoinJobs.temporal(keepsLeft: true)
    let first = try OperatorHarness(setup: HarnessSetup(interruptedAfter: 0), define)
    try first.push((0..<4_000).map { (Reading("a", 2 * $0), at(Int64($0))) })
    try first.push(Reading("a", 1), at: at(2_000))
    try first.advanceWatermark(to: at(5_000))
    try first.resume()
    #expect(first.isSuspended)
    let snapshot = try first.snapshot()
    let before = first.output
    let second = try OperatorHarness(restoring: [snapshot], define)
    #expect(
      before + second.output == (0..<4_000).map { JoinedRow(2 * $0, $0 < 2_000 ? nil : 1) })
  }
}
