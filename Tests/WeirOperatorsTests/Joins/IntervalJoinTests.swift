import Testing
import WeirCore
import WeirGraph
import WeirTestKit

struct IntervalJoinTests {
  /// Partners from 5 before to 20 after a left record.
  private func harness(
    _ form: JoinForm = .inner, from: Int64 = -5, to: Int64 = 20
  ) throws -> OperatorHarness<Reading, JoinedRow> {
    try OperatorHarness(JoinJobs.interval(from: from, to: to, form))
  }

  private func byteCounts<Output>(_ harness: OperatorHarness<Reading, Output>) throws -> [Int] {
    try harness.snapshot().sections.map(\.section.bytes.count)
  }

  @Test("Partners are those within the bounds, the ends among them", arguments: [94, 95, 120, 121])
  func bounds(time: Int64) throws {
    let harness = try harness()
    try harness.push(Reading("a", 2), at: at(100))
    try harness.push(Reading("a", 1), at: at(time))
    try harness.push(Reading("b", 3), at: at(100))
    #expect(harness.output == ((95...120).contains(time) ? [JoinedRow(2, 1)] : []))
  }

  @Test("SEMANTICS 6.1: a record at the watermark is late on either side, one after it is in time")
  func border() throws {
    for (time, isLate) in [(Int64(100), true), (101, false)] {
      let harness = try harness(from: -50, to: 50)
      try harness.push([(Reading("a", 2), at(110)), (Reading("a", 1), at(111))])
      #expect(harness.output == [JoinedRow(2, 1)])
      try harness.advanceWatermark(to: at(100))
      try harness.push([(Reading("a", 4), at(time)), (Reading("a", 3), at(time))])
      let rest = [JoinedRow(4, 1), JoinedRow(4, 3), JoinedRow(2, 3)]
      #expect(harness.output == (isLate ? [] : rest))
      #expect(try harness.sideOutput(JoinJobs.late) == (isLate ? [Reading("a", 4)] : []))
      #expect(try harness.sideOutput(JoinJobs.lateOther) == (isLate ? [Reading("a", 3)] : []))
      #expect(harness.counters["late_left"] == (isLate ? 1 : 0))
      #expect(harness.counters["late_right"] == (isLate ? 1 : 0))
    }
  }

  @Test("SEMANTICS 6.3: what frees a record lets its result alone go first; both at one watermark")
  func aloneThenFreed() throws {
    let harness = try harness(.full)
    let empty = try byteCounts(harness)
    try harness.push([(Reading("a", 2), at(100)), (Reading("b", 1), at(200))])
    try harness.advanceWatermark(to: at(119))
    #expect(harness.output == [])
    try harness.advanceWatermark(to: at(120))
    #expect(harness.output == [JoinedRow(2, nil)])
    try harness.advanceWatermark(to: at(204))
    #expect(harness.output == [])
    try harness.advanceWatermark(to: at(205))
    #expect(harness.output == [JoinedRow(nil, 1)])
    #expect(try byteCounts(harness) == empty)
  }

  @Test("SEMANTICS 6.6: a pair has the later time, a result alone the moment that decided it")
  func times() throws {
    let harness = try harness(.full)
    try harness.push([
      (Reading("a", 2), at(100)), (Reading("a", 1), at(96)), (Reading("b", 4), at(110)),
      (Reading("c", 3), at(120)),
    ])
    try harness.advanceWatermark(to: at(300))
    // Nothing is behind a watermark that went out before it.
    #expect(
      harness.takeOutputs().filter { $0 != .watermark(at(300)) } == [
        .record(JoinedRow(2, 1), at: at(100)),
        .record(JoinedRow(nil, 3), at: at(125)),
        .record(JoinedRow(4, nil), at: at(130)),
      ])
  }

  @Test(
    "SEMANTICS 6.8: a record is kept exactly as long as a partner may come",
    arguments: [(2, Int64(119), Int64(120)), (1, 104, 105)])
  func lifetime(value: Int, last: Int64, over: Int64) throws {
    let harness = try harness()
    let empty = try byteCounts(harness)
    try harness.push(Reading("a", value), at: at(100))
    try harness.advanceWatermark(to: at(last))
    #expect(try byteCounts(harness) != empty)
    try harness.advanceWatermark(to: at(over))
    #expect(try byteCounts(harness) == empty)
    #expect(harness.output == [])
  }

  @Test("A record whose partners can only have come before is not kept at all")
  func notKept() throws {
    let harness = try harness(.full, from: -30, to: -10)
    let empty = try byteCounts(harness)
    try harness.advanceWatermark(to: at(95))
    // Its last partner would lie at 90.
    try harness.push(Reading("a", 2), at: at(100))
    #expect(harness.takeOutputs().last == .record(JoinedRow(2, nil), at: at(100)))
    let sections = try harness.snapshot().sections.map(\.section.bytes.count)
    #expect(sections == empty)
  }

  @Test(
    "A record with very many partners is interrupted and goes on from a snapshot",
    arguments: [1, 2, 3], [1, 2, 3])
  func interrupted(rounds: Int, parallelism: Int) throws {
    let define = JoinJobs.interval(from: -5_000, to: 5_000, .full)
    let first = try OperatorHarness(setup: HarnessSetup(interruptedAfter: 0), define)
    let rights = (0..<4_000).map { (Reading("a", 2 * $0 + 1), at(Int64($0))) }
    try first.push(rights)
    try first.push([(Reading("a", 0), at(2_000)), (Reading("b", 2), at(2_000))])
    for _ in 0..<rounds { try first.resume() }
    #expect(first.isSuspended)
    let snapshot = try first.snapshot()
    var results = first.output
    for index in 0..<parallelism {
      let next = try OperatorHarness(
        setup: HarnessSetup(subtask: index, parallelism: parallelism), restoring: [snapshot],
        define)
      try next.endInput()
      results += next.output
    }
    let expected =
      (0..<4_000).map { JoinedRow(0, 2 * $0 + 1) } + [JoinedRow(2, nil)]
    #expect(results.count == expected.count)
    #expect(Set(results) == Set(expected))
  }

  @Test("Very many results alone let a barrier through and go on from a snapshot")
  func interruptedAlone() throws {
    let define = JoinJobs.interval(from: 0, to: 10, .left)
    let first = try OperatorHarness(setup: HarnessSetup(interruptedAfter: 0), define)
    try first.push((0..<5_000).map { (Reading("a", 2 * $0), at(100)) })
    try first.advanceWatermark(to: at(110))
    try first.resume()
    #expect(first.isSuspended)
    let snapshot = try first.snapshot()
    let before = first.output
    let second = try OperatorHarness(restoring: [snapshot], define)
    #expect(before + second.output == (0..<5_000).map { JoinedRow(2 * $0, nil) })
  }

  @Test("SEMANTICS 6.8: the state of an endless join stays the same size")
  func endless() throws {
    let harness = try OperatorHarness(JoinJobs.interval(from: -50, to: 100, .full))
    var random = SeededGenerator(seed: 11)
    var sizes: [Int] = []
    for round in 0..<200 {
      let front = Int64(round) * 100
      try harness.push(
        (0..<100).map { index in
          let key = "key \(Int.random(in: 0..<30, using: &random))"
          return (Reading(key, round * 100 + index), at(front + Int64(index)))
        })
      try harness.advanceWatermark(to: at(front + 40))
      _ = harness.takeOutputs()
      if round % 5 == 0 { sizes.append(try byteCounts(harness).reduce(0, +)) }
    }
    let (second, last) = (sizes[10..<20].max() ?? 0, sizes[30..<40].max() ?? 0)
    #expect(Double(last) <= 1.05 * Double(second))
    #expect(last > 1_000)
  }
}
