import Testing
import WeirCore
import WeirGraph
import WeirTestKit

struct RetainedJoinTests {
  private func byteCounts<Output>(_ harness: OperatorHarness<Reading, Output>) throws -> [Int] {
    try harness.snapshot().sections.map(\.section.bytes.count)
  }

  @Test("All records with one key meet, whichever comes first")
  func pairs() throws {
    let harness = try OperatorHarness(JoinJobs.retained(.forever))
    try harness.push([Reading("a", 2), Reading("b", 4)])
    try harness.push([Reading("a", 1), Reading("a", 3)])
    try harness.push([Reading("a", 6)])
    #expect(
      harness.output
        == [JoinedRow(2, 1), JoinedRow(2, 3), JoinedRow(6, 1), JoinedRow(6, 3)])
  }

  @Test("A record without partners is put alone at once and removed with its first partner")
  func corrections() throws {
    let harness = try OperatorHarness(JoinJobs.retained(.forever, .full))
    try harness.push(Reading("a", 2), at: at(5))
    try harness.push(Reading("a", 1), at: at(3))
    try harness.push(Reading("a", 3), at: at(9))
    try harness.push(Reading("b", 5), at: at(1))
    #expect(
      harness.takeOutputs() == [
        .record(.put(JoinedRow(2, nil)), at: at(5)),
        .record(.remove(JoinedRow(2, nil)), at: at(5)),
        .record(.put(JoinedRow(2, 1)), at: at(5)),
        .record(.put(JoinedRow(2, 3)), at: at(9)),
        .record(.put(JoinedRow(nil, 5)), at: at(1)),
      ])
  }

  @Test("Applying the changes leaves the rows of the full join", arguments: [1, 2, 3] as [UInt64])
  func applied(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let harness = try OperatorHarness(JoinJobs.retained(.forever, .full))
    let readings = (0..<200).map { Reading("\(Int.random(in: 0..<40, using: &random))", $0) }
      .shuffled(using: &random)
    for reading in readings { try harness.push([reading]) }
    var rows: Set<JoinedRow> = []
    for change in harness.output {
      switch change {
      case .put(let row): #expect(rows.insert(row).inserted)
      case .remove(let row): #expect(rows.remove(row) != nil)
      }
    }
    var expected: Set<JoinedRow> = []
    for (_, group) in Dictionary(grouping: readings, by: \.key) {
      let lefts = group.filter(JoinJobs.isLeft)
      let rights = group.filter { !JoinJobs.isLeft($0) }
      for left in lefts {
        for right in rights { expected.insert(JoinedRow(left.value, right.value)) }
        if rights.isEmpty { expected.insert(JoinedRow(left.value, nil)) }
      }
      if lefts.isEmpty { for right in rights { expected.insert(JoinedRow(nil, right.value)) } }
    }
    #expect(rows == expected)
  }

  @Test("SEMANTICS 6.1: a record is late exactly when its retention is over")
  func border() throws {
    for (watermark, isLate) in [(Int64(109), false), (110, true)] {
      let harness = try OperatorHarness(JoinJobs.retained(.within(.milliseconds(10))))
      try harness.push(Reading("a", 2), at: at(105))
      try harness.advanceWatermark(to: at(watermark))
      try harness.push(Reading("a", 1), at: at(100))
      #expect(harness.output == (isLate ? [] : [JoinedRow(2, 1)]))
      #expect(try harness.sideOutput(JoinJobs.lateOther) == (isLate ? [Reading("a", 1)] : []))
      #expect(harness.counters["late_right"] == (isLate ? 1 : 0))
    }
  }

  @Test("SEMANTICS 6.8: a record is kept exactly for its retention", arguments: [1, 2])
  func lifetime(value: Int) throws {
    let harness = try OperatorHarness(JoinJobs.retained(.within(.milliseconds(10))))
    let empty = try byteCounts(harness)
    try harness.push(Reading("a", value), at: at(100))
    try harness.advanceWatermark(to: at(109))
    #expect(try byteCounts(harness) != empty)
    try harness.advanceWatermark(to: at(110))
    #expect(try byteCounts(harness) == empty)
  }

  @Test("With one partner for each key, a record is forgotten when it has met it")
  func unique() throws {
    let define: JoinJobs.Define<JoinedRow> = { stream in
      stream.filter { JoinJobs.isLeft($0) }.keyed(by: \.key)
        .join(
          "join", with: stream.filter { !JoinJobs.isLeft($0) }.keyed(by: \.key),
          retention: .forever, uniqueOther: true
        ) { JoinedRow($0.value, $1.value) }
    }
    let harness = try OperatorHarness(define)
    try harness.push([Reading("a", 1)])
    let one = try size(harness)
    try harness.push([Reading("a", 2), Reading("a", 4)])
    #expect(harness.output == [JoinedRow(2, 1), JoinedRow(4, 1)])
    #expect(try size(harness) == one)
    // The other way round: what waited is forgotten too.
    try harness.push([Reading("b", 6), Reading("b", 8)])
    try harness.push([Reading("b", 3)])
    #expect(harness.output == [JoinedRow(6, 3), JoinedRow(8, 3)])
    let two = try size(harness)
    let none = try size(OperatorHarness(define))
    #expect(two - one == one - none)
  }

  private func size(_ harness: OperatorHarness<Reading, JoinedRow>) throws -> Int {
    try byteCounts(harness).reduce(0, +)
  }

  @Test(
    "A record with very many partners is interrupted and goes on from a snapshot",
    arguments: [1, 2, 3])
  func interrupted(rounds: Int) throws {
    let define = JoinJobs.retained(.forever, .full)
    let first = try OperatorHarness(setup: HarnessSetup(interruptedAfter: 0), define)
    try first.push((0..<3_000).map { Reading("a", 2 * $0 + 1) })
    while first.isSuspended { try first.resume() }
    _ = first.output
    try first.push([Reading("a", 0)])
    for _ in 0..<rounds { try first.resume() }
    #expect(first.isSuspended)
    let snapshot = try first.snapshot()
    let before = first.output
    let second = try OperatorHarness(restoring: [snapshot], define)
    let expected = (0..<3_000).flatMap { index -> [Change<JoinedRow>] in
      [.remove(JoinedRow(nil, 2 * index + 1)), .put(JoinedRow(0, 2 * index + 1))]
    }
    #expect(before + second.output == expected)
  }
}
