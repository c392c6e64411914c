import Testing
import WeirCore
import WeirGraph
import WeirTestKit

struct TriggeredJoinTests {
  static let seeds: [UInt64] = Array(1...3)

  @Test("Joins within tumbling windows with the default trigger give what the model gives",
    arguments: seeds, JoinForm.all)
  func tumbling(seed: UInt64, form: JoinForm) throws {
    for lateness in [Int64(0), 15] {
      try walk(seed).run(
        TriggeredJoinJobs.aligned(.tumbling(every: .milliseconds(10)), lateness: lateness, form),
        WindowJoinModel(size: 10, step: 10, lateness: lateness, form: form), countsSides: false)
    }
  }

  @Test("Joins within cumulating windows with the default trigger give what the model gives",
    arguments: seeds, JoinForm.all)
  func cumulating(seed: UInt64, form: JoinForm) throws {
    for lateness in [Int64(0), 15] {
      try walk(seed).run(
        TriggeredJoinJobs.aligned(
          .cumulating(upTo: .milliseconds(30), every: .milliseconds(10)), lateness: lateness, form),
        WindowJoinModel(upTo: 30, step: 10, lateness: lateness, form: form), countsSides: false)
    }
  }

  private func walk(_ seed: UInt64) -> JoinWalk {
    var walk = JoinWalk(seed: seed, stepCount: 100)
    walk.lateOfBoth = TriggeredJoinJobs.late
    return walk
  }

  @Test("A session lasts as long as the gaps that the records of both sides say",
    arguments: seeds, JoinForm.all)
  func ownGaps(seed: UInt64, form: JoinForm) throws {
    var random = SeededGenerator(seed: seed)
    let harness = try ParallelHarness(TriggeredJoinJobs.ownGaps(form))
    var all: [(record: Reading, time: EventTime)] = []
    for value in 0..<120 {
      let key = ["a", "b", "c"].randomElement(using: &random) ?? "a"
      all.append((Reading(key, value), at(Int64.random(in: 0...600, using: &random))))
    }
    try harness.push(Array(all.prefix(60)))
    try harness.rescale(to: 3)
    try harness.push(Array(all.suffix(60)))
    try harness.advanceWatermark(to: .distantFuture)
    var expected: [WindowRow] = []
    for (_, group) in Dictionary(grouping: all, by: \.record.key) {
      var session: [Reading] = []
      var bounds: Window?
      func close() {
        guard let bounds else { return }
        expected += JoinForm.rows(of: session, form).map { WindowRow($0.left, $0.right, bounds) }
        session = []
      }
      for (record, time) in group.sorted(by: { $0.time < $1.time }) {
        let end = time.advanced(byMilliseconds: JoinJobs.isLeft(record) ? 3 : 10)
        if let last = bounds, time <= last.end {
          bounds = Window(start: last.start, end: max(last.end, end))
        } else {
          close()
          bounds = Window(start: time, end: end)
        }
        session.append(record)
      }
      close()
    }
    let results = harness.takeRecords()
    #expect(results.count == expected.count)
    #expect(Set(results) == Set(expected))
  }

  @Test("Early results hold the pairs so far, each with its revision")
  func early() throws {
    let harness = try OperatorHarness(TriggeredJoinJobs.lines { $0.early(everyRecords: 2) })
    try harness.push([(Reading("a", 2), at(1)), (Reading("a", 1), at(2))])
    #expect(harness.output == ["2+1 #0"])
    try harness.push(Reading("a", 3), at: at(3))
    #expect(harness.output.isEmpty)
    try harness.advanceWatermark(to: at(9))
    #expect(harness.output == ["2+1 #1", "2+3 #1"])
  }

  @Test("SEMANTICS 6.2: a joined window takes all its earlier pairs back before it gives new ones")
  func retracting() throws {
    let harness = try OperatorHarness(TriggeredJoinJobs.lines { $0.retracting() })
    try harness.push(Reading("a", 2), at: at(1))
    try harness.advanceWatermark(to: at(9))
    #expect(harness.output == ["2+- #0"])
    try harness.push(Reading("a", 1), at: at(2))
    #expect(harness.output == ["-2+- #0", "2+1 #1"])
    try harness.push(Reading("a", 4), at: at(2))
    #expect(harness.output == ["-2+1 #1", "2+1 #2", "4+1 #2"])
  }

  @Test("Discarding windows join the records since the last result only")
  func discarding() throws {
    let harness = try OperatorHarness(TriggeredJoinJobs.lines { $0.discarding() })
    try harness.push([(Reading("a", 2), at(1)), (Reading("a", 1), at(2))])
    try harness.advanceWatermark(to: at(9))
    try harness.push(Reading("a", 4), at: at(2))
    #expect(harness.output == ["2+1 #0", "4+- #1"])
  }

  @Test("SEMANTICS 6.7: a count trigger counts both sides, and drops the firing at the end")
  func count() throws {
    let harness = try OperatorHarness(TriggeredJoinJobs.lines { $0.trigger(.count(3)) })
    try harness.push([
      (Reading("a", 2), at(1)), (Reading("a", 4), at(2)), (Reading("a", 1), at(2)),
      (Reading("a", 3), at(3)),
    ])
    try harness.endInput()
    #expect(harness.output == ["2+1 #0", "4+1 #0"])
  }

  @Test("A co-group with a trigger sees the records of both sides and its pane")
  func coGroup() throws {
    let harness = try OperatorHarness { (stream: DataStream<Reading>) in
      TriggeredJoinJobs.connected(stream).window(.global).trigger(.count(2))
        .coGroup("group") { key, pane, lefts, rights in
          ["\(key) #\(pane.revision) \(lefts.map(\.value)) \(rights.map(\.value))"]
        }
    }
    try harness.push([Reading("a", 2), Reading("a", 4), Reading("b", 6)])
    try harness.push([Reading("a", 1), Reading("b", 3)])
    #expect(harness.output == ["a #0 [2, 4] []", "b #0 [6] [3]"])
  }

  @Test("SEMANTICS 6.1: records of either side that are too late go to the side output")
  func late() throws {
    for (watermark, isLate) in [(Int64(13), false), (14, true)] {
      let harness = try OperatorHarness(
        TriggeredJoinJobs.aligned(.tumbling(every: .milliseconds(10)), lateness: 5, .full))
      try harness.advanceWatermark(to: at(watermark))
      try harness.push([(Reading("a", 2), at(9)), (Reading("a", 1), at(9))])
      #expect(harness.output.isEmpty == isLate)
      #expect(
        try harness.sideOutput(TriggeredJoinJobs.late)
          == (isLate ? [.left(Reading("a", 2)), .right(Reading("a", 1))] : []))
    }
  }

  @Test("A window with very many pairs lets a barrier through and goes on from a snapshot")
  func interrupted() throws {
    let define = TriggeredJoinJobs.aligned(.tumbling(every: .milliseconds(10)))
    let first = try OperatorHarness(setup: HarnessSetup(interruptedAfter: 0), define)
    try first.push((0..<200).map { (Reading("a", $0), at(5)) })
    while first.isSuspended { try first.resume() }
    try first.advanceWatermark(to: at(9))
    for _ in 0..<3 { try first.resume() }
    #expect(first.isSuspended)
    let snapshot = try first.snapshot()
    let before = first.output
    let second = try OperatorHarness(restoring: [snapshot], define)
    let results = before + second.output
    #expect(!before.isEmpty)
    #expect(results.count == 10_000)
    #expect(Set(results).count == 10_000)
  }

  @Test("Sides whose windows do not both merge are refused")
  func unevenMerging() throws {
    let flow = JobBuilder()
    let stream = flow.source("readings", ScriptedSource<Reading>([[]]))
      .eventTime({ _ in .zero }, watermarks: .monotonous)
    _ = TriggeredJoinJobs.connected(stream)
      .window(.session(gap: { _ in .seconds(1) }), DayOfReading())
      .join("join") { left, _, _ in left }
    #expect(flow.finish().problems.contains { $0.contains("let both or neither") })
  }

  private struct DayOfReading: WindowAssigner {
    func windows(of reading: Reading, at time: EventTime) -> [Window] {
      AlignedWindows.tumbling(every: .days(1)).windows(at: time.milliseconds)
    }
  }
}
