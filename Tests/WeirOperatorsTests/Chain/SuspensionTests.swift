import Testing
import WeirCore
import WeirGraph
import WeirTestKit

/// Operators that stop under the output budget: nothing is lost, doubled or overtaken.
struct SuspensionTests {
  private func copies(_ count: Int) -> @Sendable (Reading) -> [Reading] {
    { reading in (0..<count).map { Reading(reading.key, reading.value * count + $0) } }
  }

  private func interrupted(
    _ budget: Int, restoring snapshots: [HarnessSnapshot] = [],
    _ define: (DataStream<Reading>) throws -> DataStream<Reading>
  ) throws -> OperatorHarness<Reading, Reading> {
    try OperatorHarness(
      setup: HarnessSetup(interruptedAfter: budget), restoring: snapshots, define)
  }

  private func finish(_ harness: OperatorHarness<Reading, Reading>) throws {
    var rounds = 0
    while harness.isSuspended {
      try harness.resume()
      rounds += 1
      try #require(rounds < 100_000, "it does not come to an end")
    }
  }

  @Test("A flat map that explodes stops at the budget and goes on in order", arguments: [0, 1, 3])
  func explodingFlatMap(budget: Int) throws {
    let harness = try interrupted(budget) { $0.flatMap(copies(5_000)) }
    try harness.push([Reading("a", 0), Reading("a", 1)])
    #expect(harness.isSuspended)
    #expect(harness.output.count <= max(1, budget) * 1_024)
    try finish(harness)
    let rest = harness.output
    #expect(rest.last == Reading("a", 9_999))
    #expect(zip(rest, rest.dropFirst()).allSatisfy { $0.value + 1 == $1.value })
  }

  @Test(
    "SEMANTICS 1.8: a flat map interrupted in the middle of a record goes on from a snapshot",
    arguments: [1, 2, 4, 7])
  func interruptedFlatMap(rounds: Int) throws {
    let first = try interrupted(1) { $0.flatMap(copies(3_000)) }
    try first.push([(Reading("a", 0), at(7)), (Reading("a", 1), at(8)), (Reading("a", 2), at(9))])
    for _ in 0..<rounds { try first.resume() }
    #expect(first.isSuspended)
    let snapshot = try first.snapshot()
    let before = first.takeOutputs()
    let second = try OperatorHarness(restoring: [snapshot]) { $0.flatMap(copies(3_000)) }
    let all = before + second.takeOutputs()
    #expect(
      all == (0..<9_000).map { .record(Reading("a", $0), at: at(7 + Int64($0 / 3_000))) })
  }

  @Test("Pending records of a flat map come back in one subtask only, whatever the parallelism")
  func rescaledFlatMap() throws {
    let snapshots = try (0..<2).map { index in
      var setup = HarnessSetup(subtask: index, parallelism: 2)
      setup.outputBudget = 1
      setup.drainsByItself = false
      let harness = try OperatorHarness(setup: setup) { $0.flatMap(copies(2_000)) }
      try harness.push([Reading("a", index)])
      #expect(harness.output.count == 1_024)
      return try harness.snapshot()
    }
    var values: [Int] = []
    for index in 0..<3 {
      let harness = try OperatorHarness(
        setup: HarnessSetup(subtask: index, parallelism: 3), restoring: snapshots
      ) { $0.flatMap(copies(2_000)) }
      values += harness.output.map(\.value)
    }
    #expect(values.sorted() == Array(1_024..<2_000) + Array(3_024..<4_000))
  }

  @Test("Records that waited in a checkpoint hold no watermark back, and let none run ahead")
  func pendingBeforeEventTime() throws {
    let define: (DataStream<Reading>) throws -> DataStream<Reading> = { stream in
      stream.flatMap(copies(2_000))
        .eventTime({ EventTime(milliseconds: Int64($0.value)) }, watermarks: .monotonous)
    }
    let first = try interrupted(1, define)
    try first.split(.registered(index: 0, id: "x"))
    try first.split(.registered(index: 1, id: "y"))
    try first.push([Reading("a", 1)], split: 1)
    #expect(first.isSuspended)
    let second = try OperatorHarness(restoring: [try first.snapshot()], define)
    // The splits changed places: "y" is finished, its last records are those that waited.
    try second.split(.registered(index: 0, id: "x"))
    let waited = second.takeOutputs()
    #expect(waited.count == 2_000 - 1_024)
    #expect(waited.allSatisfy { $0.record != nil })
    try second.push([Reading("a", 2)], split: 0)
    #expect(second.takeOutputs().last == .watermark(at(5_998)))
  }

  @Test("Two flat maps in a row lose nothing under any budget", arguments: [0, 1, 2, 16])
  func twoFlatMaps(budget: Int) throws {
    let harness = try interrupted(budget) { $0.flatMap(copies(1_500)).flatMap(copies(3)) }
    try harness.push([Reading("a", 0), Reading("a", 1)])
    try finish(harness)
    #expect(harness.output.map(\.value) == Array(0..<9_000))
  }

  @Test(
    "SEMANTICS 4.7: a watermark made behind records that wait does not overtake them",
    arguments: [0, 1, 2])
  func watermarkInLine(budget: Int) throws {
    let harness = try interrupted(budget) { stream in
      stream
        .eventTime({ EventTime(milliseconds: Int64($0.value)) }, watermarks: .monotonous)
        .flatMap(copies(2_000)).flatMap(copies(2))
    }
    try harness.push([Reading("a", 1), Reading("a", 2)])
    try finish(harness)
    let outputs = harness.takeOutputs()
    #expect(outputs.compactMap(\.record).map(\.value) == Array(4_000..<12_000))
    #expect(outputs.last == .watermark(at(1)))
    #expect(outputs.filter { $0.record == nil }.count == 1)
  }

  @Test("A function that emits many batches at once hands all of them on", arguments: [0, 1, 16])
  func manyBatchesAtOnce(budget: Int) throws {
    struct Exploding: KeyedProcessFunction {
      func process(
        _ record: Reading, state: inout Int?, context: KeyedContext<String, Reading>
      ) {
        for index in 0..<5_000 { context.emit(Reading(record.key, index)) }
      }
    }
    let harness = try interrupted(budget) { stream in
      stream.keyed(by: \.key).process("explode", Exploding()).flatMap(copies(2))
    }
    try harness.push([Reading("a", 0)])
    try finish(harness)
    #expect(harness.output.map(\.value) == Array(0..<10_000))
  }

  @Test(
    "SEMANTICS 1.3: a snapshot in the middle of two interrupted operators holds both's work",
    arguments: [1, 3, 5, 9])
  func snapshotOfAChain(rounds: Int) throws {
    let define: (DataStream<Reading>) throws -> DataStream<Reading> = {
      $0.flatMap(copies(1_500)).flatMap(copies(4))
    }
    let first = try interrupted(1, define)
    try first.push([Reading("a", 0), Reading("a", 1)])
    for _ in 0..<rounds { try first.resume() }
    let snapshot = try first.snapshot()
    let before = first.output
    let second = try interrupted(1, restoring: [snapshot], define)
    try finish(second)
    #expect((before + second.output).map(\.value) == Array(0..<12_000))
  }

  @Test(
    "A storm of windows stops at the budget, and the rest is in the snapshot",
    arguments: [
      WindowJobs.tumbling(10), WindowJobs.tumbling(10, lateness: 50),
      WindowJobs.sliding(30, every: 10), WindowJobs.session(gap: 10),
    ], [1, 3])
  func windowStorm(_ define: @escaping WindowJobs.Define, parallelism: Int) throws {
    let records = (0..<4_000).map { (Reading("key \($0)", $0), at(Int64($0 % 20))) }
    let reference = try ParallelHarness(define)
    try reference.push(records)
    try reference.advanceWatermark(to: at(100))
    let expected = reference.takeRecords().sorted()
    #expect(expected.count >= 4_000)

    for rounds in [0, 1, 2, 5] {
      let engine = try ParallelHarness(parallelism: 2, isInterrupted: true, define)
      try engine.push(records)
      try engine.finish()
      try engine.advanceWatermark(to: at(100))
      #expect(engine.isSuspended)
      for _ in 0..<rounds { try engine.resume() }
      try engine.rescale(to: parallelism)
      try engine.finish()
      #expect(engine.takeRecords().sorted() == expected, "after \(rounds) rounds")
    }
  }

  @Test("The end of a global window is interrupted and saved like other work")
  func globalStorm() throws {
    let define = WindowJobs.global(.endOfInput)
    let engine = try ParallelHarness(parallelism: 2, isInterrupted: true, define)
    try engine.push((0..<5_000).map { (Reading("key \($0)", $0), at(0)) })
    try engine.advanceWatermark(to: .distantFuture)
    try engine.resume()
    #expect(engine.isSuspended)
    try engine.rescale(to: 3)
    try engine.finish()
    let sums = engine.takeRecords().map(\.sum)
    #expect(sums.sorted() == Array(0..<5_000))
  }
}
