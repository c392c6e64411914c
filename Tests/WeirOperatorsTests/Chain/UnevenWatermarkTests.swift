import Testing
import WeirCore
import WeirGraph
import WeirTestKit

/// SEMANTICS 4.8 over a change of parallelism: every key goes on from the watermark that its records
/// had been judged by.
struct UnevenWatermarkTests {
  static let seeds: [UInt64] = Array(1...8)

  @Test(
    "SEMANTICS 4.8: tumbling windows of subtasks with different watermarks go on as they were",
    arguments: seeds, [Int64(0), 15])
  func tumbling(seed: UInt64, lateness: Int64) throws {
    try UnevenWatermarks(seed: seed, late: WindowJobs.late)
      .run(WindowJobs.tumbling(10, lateness: lateness))
  }

  @Test(
    "SEMANTICS 4.8: sliding windows of subtasks with different watermarks go on as they were",
    arguments: seeds, [Int64(0), 15])
  func sliding(seed: UInt64, lateness: Int64) throws {
    try UnevenWatermarks(seed: seed, late: WindowJobs.late)
      .run(WindowJobs.sliding(25, every: 10, lateness: lateness))
  }

  @Test(
    "SEMANTICS 4.8: sessions of subtasks with different watermarks go on as they were",
    arguments: seeds, [Int64(0), 15])
  func sessions(seed: UInt64, lateness: Int64) throws {
    try UnevenWatermarks(seed: seed, late: WindowJobs.late)
      .run(WindowJobs.session(gap: 4, lateness: lateness))
  }

  @Test(
    "SEMANTICS 4.8: process functions see the watermark of their key after a change of parallelism",
    arguments: seeds)
  func process(seed: UInt64) throws {
    try UnevenWatermarks<WatermarkSeen>(seed: seed, late: nil).run { stream in
      stream.keyed(by: \.key).process("watermarks", SeesWatermarks())
    }
  }

  @Test("Global windows of subtasks with different watermarks go on as they were", arguments: seeds)
  func global(seed: UInt64) throws {
    try UnevenWatermarks(seed: seed, late: nil).run(WindowJobs.global(.count(3)))
    try UnevenWatermarks(seed: seed, late: nil).run(WindowJobs.global(.endOfInput))
  }

  @Test("A snapshot of keys that go on apart restores them apart")
  func twice() throws {
    let first = try ParallelHarness(parallelism: 2, WindowJobs.tumbling(10))
    for (subtask, watermark) in zip(first.subtasks, [Int64(9), 49]) {
      try subtask.advanceWatermark(to: at(watermark))
    }
    let records = (0..<20).map { (record: Reading("key \($0)", 1), time: at(25)) }
    try first.rescale(to: 1)
    try first.rescale(to: 1)
    try first.push(records)
    try first.advanceWatermark(to: at(30))
    // The keys of the second subtask had seen 49.
    let slow = records.filter { KeyGroup.index(ofHash: $0.record.key.stableHash, count: 128) < 64 }
    #expect(!slow.isEmpty && slow.count < records.count)
    #expect(first.takeRecords().map(\.key).sorted() == slow.map(\.record.key).sorted())
    #expect(first.counters["late"] == UInt64(records.count - slow.count))
  }

  @Test(
    "Keys in the middle of firing at different watermarks fire once each after a restore",
    arguments: [false, true], [1, 3])
  func interrupted(isSession: Bool, parallelism: Int) throws {
    let define = isSession ? WindowJobs.session(gap: 5) : WindowJobs.tumbling(10)
    let harness = try ParallelHarness(parallelism: 2, isInterrupted: true, define)
    let keys = (0..<6000).map { "key \($0)" }
    try harness.push(keys.map { (Reading($0, 1), at(5)) })
    try harness.finish()
    for (subtask, watermark) in zip(harness.subtasks, [Int64(9), 49]) {
      try subtask.advanceWatermark(to: at(watermark))
      #expect(subtask.isSuspended)
    }
    try harness.rescale(to: parallelism, sideOutput: WindowJobs.late)
    #expect(harness.isSuspended)
    try harness.finish()
    #expect(harness.takeRecords().map(\.key).sorted() == keys.sorted())

    try harness.push(keys.map { (Reading($0, 1), at(25)) })
    try harness.finish()
    try harness.advanceWatermark(to: at(39))
    try harness.finish()
    let slow = keys.filter { KeyGroup.index(ofHash: $0.stableHash, count: 128) < 64 }
    #expect(harness.takeRecords().map(\.key).sorted() == slow.sorted())
    #expect(try harness.takeSide(WindowJobs.late).count == keys.count - slow.count)
  }

  @Test("State whose key groups overlap is refused")
  func overlapping() throws {
    let harness = try OperatorHarness(WindowJobs.tumbling(10))
    let snapshot = try harness.snapshot()
    #expect {
      try OperatorHarness(restoring: [snapshot, snapshot], WindowJobs.tumbling(10))
    } throws: { error in
      (error as? WeirError)?.code == .unusableCheckpoint
    }
  }
}

/// What a process function saw.
struct WatermarkSeen: Record {
  var key = ""
  var watermark = EventTime.zero
  var count = 0

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("key", &key)
    try field("watermark", &watermark)
    try field("count", &count)
  }
}

/// Emits the watermark at every record and timer; each record asks for a timer a little later.
struct SeesWatermarks: KeyedProcessFunction {
  func process(
    _ record: Reading, state: inout Int?, context: KeyedContext<String, WatermarkSeen>
  ) {
    state = (state ?? 0) + 1
    context.timers.register(at: context.time + .milliseconds(7))
    emit(state, context)
  }

  func onTimer(
    _ timer: FiredTimer, state: inout Int?, context: KeyedContext<String, WatermarkSeen>
  ) { emit(state, context) }

  private func emit(_ state: Int?, _ context: KeyedContext<String, WatermarkSeen>) {
    var seen = WatermarkSeen()
    seen.key = context.key
    seen.watermark = context.watermark
    seen.count = state ?? 0
    context.emit(seen)
  }
}
