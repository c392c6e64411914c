import Testing
import WeirCore
import WeirGraph
import WeirTestKit

struct WindowJoinTests {
  static let seeds: [UInt64] = Array(1...4)

  private func byteCounts<Output>(_ harness: OperatorHarness<Reading, Output>) throws -> [Int] {
    try harness.snapshot().sections.map(\.section.bytes.count)
  }

  @Test("Joins within tumbling windows give what the model gives", arguments: seeds, JoinForm.all)
  func tumbling(seed: UInt64, form: JoinForm) throws {
    for lateness in [Int64(0), 15] {
      try JoinWalk(seed: seed, stepCount: 150).run(
        JoinJobs.windowed(.tumbling(every: .milliseconds(10)), lateness: lateness, form),
        WindowJoinModel(size: 10, step: 10, lateness: lateness, form: form), countsSides: false)
    }
  }

  @Test("Joins within sliding windows give what the model gives", arguments: seeds, JoinForm.all)
  func sliding(seed: UInt64, form: JoinForm) throws {
    for lateness in [Int64(0), 15] {
      try JoinWalk(seed: seed, stepCount: 150).run(
        JoinJobs.windowed(
          .sliding(size: .milliseconds(25), every: .milliseconds(10)), lateness: lateness, form),
        WindowJoinModel(size: 25, step: 10, lateness: lateness, form: form), countsSides: false)
    }
  }

  @Test("Joins within cumulating windows give what the model gives", arguments: seeds, JoinForm.all)
  func cumulating(seed: UInt64, form: JoinForm) throws {
    for lateness in [Int64(0), 15] {
      try JoinWalk(seed: seed, stepCount: 150).run(
        JoinJobs.windowed(
          .cumulating(upTo: .milliseconds(30), every: .milliseconds(10)), lateness: lateness, form),
        WindowJoinModel(upTo: 30, step: 10, lateness: lateness, form: form), countsSides: false)
    }
  }

  @Test("A session is one of both streams' records", arguments: seeds, JoinForm.all)
  func sessions(seed: UInt64, form: JoinForm) throws {
    var random = SeededGenerator(seed: seed)
    let harness = try ParallelHarness(JoinJobs.sessions(gap: 10, form))
    var all: [(record: Reading, time: EventTime)] = []
    for value in 0..<120 {
      let key = ["a", "b", "c"].randomElement(using: &random) ?? "a"
      all.append((Reading(key, value), at(Int64.random(in: 0...900, using: &random))))
    }
    try harness.push(Array(all.prefix(60)))
    try harness.rescale(to: 3)
    try harness.push(Array(all.suffix(60)))
    try harness.advanceWatermark(to: .distantFuture)
    var expected: [WindowRow] = []
    for (_, group) in Dictionary(grouping: all, by: \.record.key) {
      var session: [(record: Reading, time: EventTime)] = []
      func close() {
        guard let first = session.first, let last = session.last else { return }
        let window = Window(start: first.time, end: last.time.advanced(byMilliseconds: 10))
        expected += JoinForm.rows(of: session.map(\.record), form).map {
          WindowRow($0.left, $0.right, window)
        }
        session = []
      }
      for next in group.sorted(by: { $0.time < $1.time }) {
        if let last = session.last, last.time.advanced(byMilliseconds: 10) < next.time { close() }
        session.append(next)
      }
      close()
    }
    let results = harness.takeRecords()
    #expect(results.count == expected.count)
    #expect(Set(results) == Set(expected))
  }

  @Test("SEMANTICS 6.1: each stream's late records go to its own side output")
  func late() throws {
    for (watermark, isLate) in [(Int64(13), false), (14, true)] {
      let harness = try OperatorHarness(
        JoinJobs.windowed(.tumbling(every: .milliseconds(10)), lateness: 5, .full))
      try harness.advanceWatermark(to: at(watermark))
      try harness.push([(Reading("a", 2), at(9)), (Reading("a", 1), at(9))])
      #expect(harness.output.isEmpty == isLate)
      #expect(try harness.sideOutput(JoinJobs.late) == (isLate ? [Reading("a", 2)] : []))
      #expect(try harness.sideOutput(JoinJobs.lateOther) == (isLate ? [Reading("a", 1)] : []))
    }
  }

  @Test("SEMANTICS 6.2: each late record in time gives all results of its window again")
  func refiring() throws {
    let harness = try OperatorHarness(
      JoinJobs.windowed(.tumbling(every: .milliseconds(10)), lateness: 10, .left))
    try harness.push([(Reading("a", 2), at(0)), (Reading("a", 4), at(1))])
    try harness.advanceWatermark(to: at(12))
    #expect(harness.output == [WindowRow(2, nil, 0, 10), WindowRow(4, nil, 0, 10)])
    try harness.push(Reading("a", 1), at: at(3))
    #expect(harness.output == [WindowRow(2, 1, 0, 10), WindowRow(4, 1, 0, 10)])
    try harness.push(Reading("a", 3), at: at(3))
    #expect(
      harness.output == [
        WindowRow(2, 1, 0, 10), WindowRow(2, 3, 0, 10), WindowRow(4, 1, 0, 10),
        WindowRow(4, 3, 0, 10),
      ])
  }

  @Test("SEMANTICS 6.4: a record too late for some windows only joins in the others")
  func partlyLate() throws {
    let harness = try OperatorHarness(
      JoinJobs.windowed(.sliding(size: .milliseconds(30), every: .milliseconds(10))))
    try harness.push(Reading("a", 2), at: at(5))
    try harness.advanceWatermark(to: at(19))
    try harness.push(Reading("a", 1), at: at(5))
    #expect(try harness.sideOutput(JoinJobs.lateOther) == [])
    try harness.advanceWatermark(to: at(29))
    #expect(harness.output == [WindowRow(2, 1, 0, 30)])
    try harness.push(Reading("a", 3), at: at(5))
    #expect(try harness.sideOutput(JoinJobs.lateOther) == [Reading("a", 3)])
  }

  @Test("SEMANTICS 6.6: results have the time of the window's last moment")
  func times() throws {
    let harness = try OperatorHarness(JoinJobs.windowed(.tumbling(every: .milliseconds(10))))
    try harness.push([(Reading("a", 2), at(0)), (Reading("a", 1), at(5))])
    try harness.advanceWatermark(to: at(12))
    #expect(harness.takeOutputs().first == .record(WindowRow(2, 1, 0, 10), at: at(9)))
  }

  @Test("SEMANTICS 6.8: the records of both streams are kept until the end plus lateness")
  func lifetime() throws {
    let harness = try OperatorHarness(
      JoinJobs.windowed(.tumbling(every: .milliseconds(10)), lateness: 5))
    let empty = try byteCounts(harness)
    try harness.push([(Reading("a", 2), at(0)), (Reading("a", 1), at(5))])
    try harness.advanceWatermark(to: at(13))
    #expect(try byteCounts(harness) != empty)
    try harness.advanceWatermark(to: at(14))
    #expect(try byteCounts(harness) == empty)
  }

  @Test("A window with very many pairs lets a barrier through and goes on from a snapshot")
  func interrupted() throws {
    let define = JoinJobs.windowed(.tumbling(every: .milliseconds(10)))
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

  @Test("A co-group sees all records of both streams, also where one has none")
  func coGroup() throws {
    let harness = try OperatorHarness { (stream: DataStream<Reading>) in
      stream.filter { JoinJobs.isLeft($0) }.keyed(by: \.key)
        .window(.tumbling(every: .milliseconds(10)))
        .coGroup("group", with: stream.filter { !JoinJobs.isLeft($0) }.keyed(by: \.key)) {
          key, window, lefts, rights in
          [
            Reading(
              "\(key) \(window.start.milliseconds) \(lefts.map(\.value)) \(rights.map(\.value))",
              lefts.count + rights.count)
          ]
        }
    }
    try harness.push([
      (Reading("a", 2), at(1)), (Reading("a", 1), at(2)), (Reading("a", 4), at(0)),
      (Reading("a", 3), at(10)), (Reading("a", 6), at(20)),
    ])
    try harness.endInput()
    #expect(
      harness.output == [
        Reading("a 0 [2, 4] [1]", 3), Reading("a 10 [] [3]", 1), Reading("a 20 [6] []", 1),
      ])
  }

  @Test("Windows that end with the input join without event times")
  func global() throws {
    let harness = try OperatorHarness { (stream: DataStream<Reading>) in
      stream.filter { JoinJobs.isLeft($0) }.keyed(by: \.key).window(.global)
        .join("join", with: stream.filter { !JoinJobs.isLeft($0) }.keyed(by: \.key)) {
          left, right, _ in JoinedRow(left.value, right.value)
        }
    }
    try harness.push([Reading("a", 2), Reading("a", 1), Reading("b", 4)])
    #expect(harness.output == [])
    try harness.endInput()
    #expect(harness.output == [JoinedRow(2, 1)])
  }
}
