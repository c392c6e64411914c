import Testing
import WeirCore
import WeirGraph
import WeirTestKit

/// Sessions with a trigger: what merging does to triggers, timers, revisions and results.
struct SessionTriggerTests {
  private let log = TriggerLog()

  @Test("SEMANTICS 3.3: merging asks the trigger for one state, then clears the old ones, timers gone")
  func merging() throws {
    let trigger = LoggingTrigger(log: log)
    let harness = try OperatorHarness(PaneJobs.session { $0.trigger(trigger) })
    try harness.push([
      (Reading("a", 50), at(0)), (Reading("a", 51), at(30)), (Reading("a", 52), at(15)),
    ])
    #expect(log.take() == [])
    try harness.push([(Reading("a", 53), at(8)), (Reading("a", 54), at(22))])
    #expect(
      log.take() == [
        "merge [1, 1] into [0,25)", "clear [0,10) with 1", "clear [15,25) with 1",
        "merge [3, 1] into [0,40)", "clear [0,25) with 3", "clear [30,40) with 1",
      ])
    try harness.advanceWatermark(to: at(60))
    // Those of the windows before are gone; the last one's element registered its own.
    #expect(log.take() == ["54 of [0,40) at 60"])
    #expect(harness.output.map(\.line) == ["a [0,40) #0 on time: 5 = 260"])
    try harness.advanceWatermark(to: at(139))
    #expect(log.take() == ["clear [0,40) with 5"])
  }

  @Test("SEMANTICS 3.5: a merged session ends no earlier than its live part, so it is never over")
  func neverBehind() throws {
    let harness = try OperatorHarness(PaneJobs.recordGaps(lateness: 0))
    // Gaps of 9, then of 1: the record ends before the session that it joins.
    try harness.push(Reading("a", 8), at: at(0))
    try harness.advanceWatermark(to: at(7))
    try harness.push(Reading("a", 9), at: at(1))
    try harness.endInput()
    #expect(harness.output == [WindowTotal("a", 0, 9, count: 2, sum: 17)])
    #expect(harness.counters["late"] == 0)
  }

  @Test("SEMANTICS 3.2: with gaps of their own, too, an old record that touches a live session is in time")
  func mergesBeforeJudging() throws {
    let harness = try OperatorHarness(PaneJobs.recordGaps(lateness: 0))
    try harness.push(Reading("a", 8), at: at(4))
    try harness.advanceWatermark(to: at(8))
    // Alone it would end at 6.
    try harness.push([(Reading("a", 1), at(4)), (Reading("b", 1), at(4))])
    try harness.endInput()
    #expect(harness.output == [WindowTotal("a", 4, 13, count: 2, sum: 9)])
    #expect(try harness.sideOutput(WindowJobs.late) == [Reading("b", 1)])
  }

  @Test("SEMANTICS 3.4: bridged sessions that gave results are taken back, each as it was given")
  func retraction() throws {
    let harness = try OperatorHarness(PaneJobs.session { $0.retracting() })
    try harness.push([(Reading("a", 1), at(0)), (Reading("a", 2), at(18))])
    try harness.advanceWatermark(to: at(40))
    try harness.push(Reading("a", 4), at: at(9))
    #expect(
      harness.output.map(\.line) == [
        "a [0,10) #0 on time: 1 = 1", "a [18,28) #0 on time: 1 = 2",
        "-a [0,10) #0 on time: 1 = 1", "-a [18,28) #0 on time: 1 = 2",
        "a [0,28) #1 late: 3 = 7",
      ])
  }

  @Test("SEMANTICS 3.4: a session keeps its identity and its revisions grow, whatever its bounds become")
  func identity() throws {
    let harness = try OperatorHarness(PaneJobs.session { $0.revised() })
    try harness.push(Reading("a", 1), at: at(10))
    try harness.advanceWatermark(to: at(19))
    try harness.push(Reading("a", 2), at: at(5))
    try harness.push(Reading("a", 4), at: at(16))
    try harness.advanceWatermark(to: at(30))
    let panes = harness.output
    #expect(panes.map(\.firstStart) == [at(10), at(10), at(10)])
    #expect(
      panes.map(\.line) == [
        "a [10,20) #0 on time: 1 = 1", "a [5,20) #1 late: 2 = 3", "a [5,26) #2 on time: 3 = 7",
      ])
  }

  @Test("SEMANTICS 3.4: what retractions leave is what one result per session would be",
    arguments: 1...10)
  func retractionWalk(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let engine = try ParallelHarness(
      parallelism: 2, PaneJobs.session(gap: 6, lateness: 60) { $0.retracting() })
    var model = SessionModel(gap: 6, lateness: 60)
    var standing: [WindowTotal] = []
    var expected: [WindowTotal] = []
    var front: Int64 = 0
    for step in 0..<250 {
      var given: [WindowTotal] = []
      if Int.random(in: 0..<3, using: &random) > 0 {
        front += Int64.random(in: 0...5, using: &random)
        let time = front - Int64.random(in: 0...50, using: &random)
        let record = Reading("key \(Int.random(in: 0..<3, using: &random))", step)
        given = model.add(record, at: time)
        try engine.push([(record, at(time))])
      } else {
        let watermark = front - Int64.random(in: 0...30, using: &random)
        given = model.advance(to: watermark)
        try engine.advanceWatermark(to: at(watermark))
      }
      if step % 40 == 39 { try engine.rescale(to: 1 + step % 3) }
      for total in given {
        expected.removeAll {
          $0.key == total.key && $0.start >= total.start && $0.end <= total.end
        }
        expected.append(total)
      }
      for pane in engine.takeRecords() {
        if !pane.isRetraction {
          standing.append(pane.total)
        } else {
          let index = try #require(standing.firstIndex(of: pane.total), "seed \(seed), step \(step)")
          standing.remove(at: index)
        }
      }
      try #require(standing.sorted() == expected.sorted(), "seed \(seed), step \(step)")
    }
  }
}
