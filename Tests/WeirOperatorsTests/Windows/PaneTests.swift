import Testing
import WeirCore
import WeirGraph
import WeirTestKit

/// Results of a window before, at and after its end.
struct PaneTests {
  private func lines(_ harness: OperatorHarness<Reading, PaneTotal>) -> [String] {
    harness.output.map(\.line)
  }

  @Test("SEMANTICS 6.2: a result that is given again has the next revision, and is the whole")
  func revisions() throws {
    let harness = try OperatorHarness(PaneJobs.tumbling { $0.revised() })
    try harness.push(Reading("a", 1), at: at(0))
    try harness.advanceWatermark(to: at(12))
    try harness.push([(Reading("a", 2), at(1)), (Reading("a", 4), at(2))])
    #expect(
      lines(harness) == [
        "a [0,10) #0 on time: 1 = 1", "a [0,10) #1 late: 2 = 3", "a [0,10) #2 late: 3 = 7",
      ])
    #expect(harness.counters["late_refired"] == 2)
    try harness.endInput()
    #expect(harness.output.isEmpty)
  }

  @Test("SEMANTICS 6.2: retracting windows take the earlier result back before the next one")
  func retractions() throws {
    let harness = try OperatorHarness(PaneJobs.tumbling { $0.retracting() })
    try harness.push(Reading("a", 1), at: at(0))
    try harness.advanceWatermark(to: at(12))
    try harness.push([(Reading("a", 2), at(1)), (Reading("a", 4), at(2))])
    #expect(
      lines(harness) == [
        "a [0,10) #0 on time: 1 = 1", "-a [0,10) #0 on time: 1 = 1", "a [0,10) #1 late: 2 = 3",
        "-a [0,10) #1 late: 2 = 3", "a [0,10) #2 late: 3 = 7",
      ])
  }

  @Test("SEMANTICS 6.5: discarding windows give parts, and a late one holds late records only")
  func discarding() throws {
    let harness = try OperatorHarness(PaneJobs.tumbling { $0.early(everyRecords: 2).discarding() })
    try harness.push([
      (Reading("a", 1), at(0)), (Reading("a", 2), at(1)), (Reading("a", 4), at(2)),
    ])
    try harness.advanceWatermark(to: at(12))
    try harness.push(Reading("a", 8), at: at(3))
    #expect(
      lines(harness) == [
        "a [0,10) #0 early: 2 = 3", "a [0,10) #1 on time: 1 = 4", "a [0,10) #2 late: 1 = 8",
      ])
  }

  @Test("A discarding window without new records gives nothing at its end")
  func discardingNothing() throws {
    let harness = try OperatorHarness(PaneJobs.tumbling { $0.early(everyRecords: 1).discarding() })
    try harness.push(Reading("a", 1), at: at(0))
    try harness.endInput()
    #expect(lines(harness) == ["a [0,10) #0 early: 1 = 1"])
  }

  @Test("Early results every two records hold all so far, and the last one comes at the end")
  func everyRecords() throws {
    let harness = try OperatorHarness(PaneJobs.tumbling { $0.early(everyRecords: 2) })
    try harness.push((1...5).map { (Reading("a", $0), at(Int64($0))) })
    try harness.advanceWatermark(to: at(9))
    #expect(
      lines(harness) == [
        "a [0,10) #0 early: 2 = 3", "a [0,10) #1 early: 4 = 10", "a [0,10) #2 on time: 5 = 15",
      ])
    #expect(harness.counters["late_refired"] == 0)
  }

  @Test("Early results by event time come as the watermark passes intervals with new records")
  func everyEventTime() throws {
    let harness = try OperatorHarness(
      PaneJobs.tumbling { $0.early(every: .milliseconds(3), on: .eventTime) })
    try harness.push(Reading("a", 1), at: at(0))
    try harness.advanceWatermark(to: at(1))
    #expect(lines(harness) == [])
    try harness.advanceWatermark(to: at(2))
    #expect(lines(harness) == ["a [0,10) #0 early: 1 = 1"])
    try harness.advanceWatermark(to: at(6))
    #expect(lines(harness) == [])
    try harness.push(Reading("a", 2), at: at(7))
    try harness.advanceWatermark(to: at(8))
    #expect(lines(harness) == ["a [0,10) #1 early: 2 = 3"])
    try harness.advanceWatermark(to: at(9))
    #expect(lines(harness) == ["a [0,10) #2 on time: 2 = 3"])
  }

  @Test("A watermark that leaps over the end of a window gives one result, not the early ones too")
  func leap() throws {
    let harness = try OperatorHarness(
      PaneJobs.tumbling { $0.early(every: .milliseconds(3), on: .eventTime) })
    try harness.push(Reading("a", 1), at: at(0))
    try harness.advanceWatermark(to: at(100))
    #expect(lines(harness) == ["a [0,10) #0 on time: 1 = 1"])
  }

  @Test("Early results by the wall clock come so long after the first record that none covers")
  func everyProcessingTime() throws {
    let harness = try OperatorHarness(
      PaneJobs.tumbling { $0.early(every: .milliseconds(50), on: .processingTime) })
    func clock(_ time: Int64) throws {
      try harness.advanceProcessingTime(to: ProcessingTime(milliseconds: time))
    }
    try clock(1000)
    try harness.push(Reading("a", 1), at: at(0))
    try clock(1020)
    try harness.push(Reading("a", 2), at: at(1))
    try clock(1049)
    #expect(lines(harness) == [])
    try clock(1050)
    #expect(lines(harness) == ["a [0,10) #0 early: 2 = 3"])
    try clock(2000)
    #expect(lines(harness) == [])
    try harness.push(Reading("a", 4), at: at(2))
    try harness.advanceWatermark(to: at(9))
    #expect(lines(harness) == ["a [0,10) #1 on time: 3 = 7"])
    try clock(3000)
    #expect(lines(harness) == [])
  }

  @Test("Discarded parts add up to the whole, wherever they are saved", arguments: 1...8)
  func parts(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let early: [EarlyFiring] = [
      .records(3), .eventTime(milliseconds: 4), .processingTime(milliseconds: 7), .never,
    ]
    let firing = early[Int(seed) % early.count]
    let engine = try ParallelHarness(
      parallelism: 2, PaneJobs.tumbling(lateness: 15) { $0.revised().early(firing).discarding() })
    var model = AlignedModel(size: 10, step: 10, lateness: 15)
    var (wholes, sums): ([String: WindowTotal], [String: WindowTotal]) = ([:], [:])
    var revisions: [String: Int] = [:]
    var front: Int64 = 0
    for step in 0..<300 {
      var given: [WindowTotal] = []
      switch Int.random(in: 0..<4, using: &random) {
      case 0:
        let watermark = front - Int64.random(in: 0...30, using: &random)
        given = model.advance(to: watermark)
        try engine.advanceWatermark(to: at(watermark))
      case 1 where step % 5 == 0:
        try engine.rescale(to: Int.random(in: 1...3, using: &random))
      default:
        for subtask in engine.subtasks {
          try subtask.advanceProcessingTime(to: ProcessingTime(milliseconds: Int64(step)))
        }
        front += Int64.random(in: 0...4, using: &random)
        let record = Reading("key \(Int.random(in: 0..<3, using: &random))", step)
        let time = front - Int64.random(in: 0...25, using: &random)
        given = model.add(record, at: time)
        try engine.push([(record, at(time))])
      }
      for whole in given { wholes["\(whole.key) \(whole.start)"] = whole }
      for pane in engine.takeRecords() {
        let id = "\(pane.key) \(pane.start)"
        var sum = sums[id] ?? WindowTotal(
          pane.key, pane.start.milliseconds, pane.end.milliseconds, count: 0, sum: 0)
        sum.count += pane.count
        sum.sum += pane.sum
        sums[id] = sum
        #expect(pane.revision == (revisions[id] ?? -1) + 1, "seed \(seed), step \(step)")
        revisions[id] = pane.revision
      }
    }
    for whole in model.advance(to: .max / 4) { wholes["\(whole.key) \(whole.start)"] = whole }
    try engine.advanceWatermark(to: .distantFuture)
    for pane in engine.takeRecords() {
      let id = "\(pane.key) \(pane.start)"
      sums[id]?.count += pane.count
      sums[id]?.sum += pane.sum
      if sums[id] == nil { sums[id] = pane.total }
    }
    #expect(sums == wholes, "seed \(seed)")
  }

  @Test("SEMANTICS 6.3: a window with a trigger fires, then its state is gone; with lateness, then")
  func lifetime() throws {
    for lateness in [Int64(0), 5] {
      let harness = try OperatorHarness(PaneJobs.tumbling(lateness: lateness) { $0.retracting() })
      let empty = try harness.snapshot().sections.map(\.section.bytes.count)
      try harness.push(Reading("a", 1), at: at(0))
      try harness.advanceWatermark(to: at(9 + lateness - 1))
      #expect(try harness.snapshot().sections.map(\.section.bytes.count) != empty)
      try harness.advanceWatermark(to: at(9 + lateness))
      #expect(lines(harness) == ["a [0,10) #0 on time: 1 = 1"])
      #expect(try harness.snapshot().sections.map(\.section.bytes.count) == empty)
    }
  }

  @Test("SEMANTICS 6.8: what a window keeps for retractions is freed with it")
  func freed() throws {
    let harness = try OperatorHarness(PaneJobs.tumbling(lateness: 5) { $0.retracting() })
    let empty = try harness.snapshot().sections.map(\.section.bytes.count)
    try harness.push((0..<500).map { (Reading("key \($0)", 1), at(0)) })
    try harness.advanceWatermark(to: at(9))
    try harness.push((0..<500).map { (Reading("key \($0)", 1), at(0)) })
    try harness.advanceWatermark(to: at(14))
    #expect(try harness.snapshot().sections.map(\.section.bytes.count) == empty)
  }
}
