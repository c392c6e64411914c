import Testing
import WeirCore
import WeirGraph
import WeirOperators
import WeirTestKit

struct BroadcastTests {
  typealias Fed = Either<Reading, Reading>

  /// Adds the factor that holds; keeps the sum of each key, and gives it when a timer says so.
  private struct Scaling: KeyedBroadcastFunction {
    func makeShared() -> Int { 1 }
    func update(_ control: Reading, shared: inout Int) { shared = control.value }
    func process(
      _ reading: Reading, state: inout Int?, shared: Int, context: KeyedContext<String, Reading>
    ) {
      state = (state ?? 0) + reading.value * shared
      context.timers.register(at: at(100))
    }
    func onTimer(
      _ timer: FiredTimer, state: inout Int?, shared: Int, context: KeyedContext<String, Reading>
    ) {
      context.emit(Reading(context.key, (state ?? 0) * 1_000 + shared))
      state = nil
    }
  }

  private static func keyed(_ stream: DataStream<Fed>) -> DataStream<Reading> {
    stream.compactMap(\.left).keyed(by: \.key)
      .process("scaled", broadcasting: stream.compactMap(\.right), Scaling())
  }

  /// A table of factors for keys, with removals.
  private static func join(_ stream: DataStream<Fed>) -> DataStream<Reading> {
    let table: DataStream<Change<Reading>> = stream.compactMap(\.right).map {
      $0.value == 0 ? .remove($0) : .put($0)
    }
    return stream.compactMap(\.left)
      .broadcastJoin("joined", table, rowKey: \.key, on: \.key) { reading, row in
        row.map { Reading(reading.key, reading.value * $0.value) }
      }
  }

  @Test("A record is handled with what the control stream has said before it")
  func inOrder() throws {
    let harness = try OperatorHarness(Self.join)
    for fed: Fed in [
      .left(Reading("a", 1)), .right(Reading("a", 10)), .left(Reading("a", 2)),
      .right(Reading("a", 20)), .left(Reading("a", 3)), .right(Reading("a", 0)),
      .left(Reading("a", 4)),
    ] { try harness.push(fed) }
    #expect(harness.output == [Reading("a", 20), Reading("a", 60)])
  }

  @Test("A row is kept until it is removed, and nothing of it after that")
  func removed() throws {
    let harness = try OperatorHarness(Self.join)
    let empty = try harness.snapshot()
    try harness.push([.right(Reading("a", 10)), .right(Reading("b", 3))])
    #expect(try harness.snapshot() != empty)
    try harness.push([.right(Reading("a", 0)), .right(Reading("b", 0))])
    #expect(try harness.snapshot() == empty)
  }

  @Test("Rows of keys that look the same but have other bytes are kept apart, also in a snapshot")
  func exactKeys() throws {
    let before = try OperatorHarness(Self.join)
    try before.push([.right(Reading("\u{e9}", 2)), .right(Reading("e\u{301}", 3))])
    let after = try OperatorHarness(restoring: [before.snapshot()], Self.join)
    try after.push([.left(Reading("\u{e9}", 5)), .left(Reading("e\u{301}", 5))])
    #expect(after.output.map(\.value) == [10, 15])
  }

  @Test("Timers of a key see the shared state, and what was set before")
  func timers() throws {
    let harness = try OperatorHarness(Self.keyed)
    try harness.push(.left(Reading("a", 2)), at: at(1))
    try harness.push(.right(Reading("", 5)), at: at(1))
    try harness.push(.left(Reading("a", 3)), at: at(2))
    try harness.advanceWatermark(to: at(100))
    #expect(harness.output == [Reading("a", 17_005)])
  }

  @Test(
    "SEMANTICS 1.3: the shared state is whole in every subtask after a restore at any parallelism",
    arguments: [1, 2, 5])
  func rescaled(parallelism: Int) throws {
    func subtasks(
      _ count: Int, _ snapshots: [HarnessSnapshot]
    ) throws -> [OperatorHarness<Fed, Reading>] {
      try (0..<count).map {
        try OperatorHarness(
          setup: HarnessSetup(subtask: $0, parallelism: count), restoring: snapshots, Self.keyed)
      }
    }
    func push(_ fed: Fed, to subtasks: [OperatorHarness<Fed, Reading>]) throws {
      guard case .left(let reading) = fed else {
        for subtask in subtasks { try subtask.push(fed, at: at(0)) }
        return
      }
      let group = KeyGroup.index(ofHash: reading.key.stableHash, count: 128)
      let owner = KeyGroupRange.owner(
        ofGroup: group, parallelism: subtasks.count, keyGroupCount: 128)
      try subtasks[owner].push(fed, at: at(0))
    }
    let before = try subtasks(3, [])
    try push(.right(Reading("", 7)), to: before)
    for key in 0..<40 { try push(.left(Reading("\(key)", 1)), to: before) }
    // Unequal watermarks: the keys go on in lanes, which share one state.
    for (index, subtask) in before.enumerated() {
      try subtask.advanceWatermark(to: at(Int64(index)))
    }
    let after = try subtasks(parallelism, before.map { try $0.snapshot() })
    for key in 0..<40 { try push(.left(Reading("\(key)", 1)), to: after) }
    try push(.right(Reading("", 9)), to: after)
    for subtask in after { try subtask.advanceWatermark(to: at(50)) }
    for key in 0..<40 { try push(.left(Reading("\(key)", 1)), to: after) }
    for subtask in after { try subtask.endInput() }
    let output = after.flatMap(\.output)
    #expect(output.map(\.value) == Array(repeating: (7 + 7 + 9) * 1_000 + 9, count: 40))
    #expect(Set(output.map(\.key)).count == 40)
  }

  @Test("A table that is joined with is there after a restore, in every subtask")
  func restoredJoin() throws {
    let before = try OperatorHarness(Self.join)
    try before.push([.right(Reading("a", 2)), .right(Reading("b", 3)), .right(Reading("b", 0))])
    for index in 0..<2 {
      let after = try OperatorHarness(
        setup: HarnessSetup(subtask: index, parallelism: 2), restoring: [before.snapshot()],
        Self.join)
      try after.push([.left(Reading("a", 5)), .left(Reading("b", 5))])
      #expect(after.output == [Reading("a", 10)])
    }
  }

  @Test("A control stream without event times does not hold time back, before or after a restore")
  func untimed() throws {
    let harness = try OperatorHarness { (stream: DataStream<Int>) in
      let builder = stream.builder
      let untimed = DataStream<Int>(
        builder: builder,
        origins: stream.origins.map { StreamOrigin(node: $0.node, hasEventTime: false) })
      let control: DataStream<Either<Int, Int>> = untimed.asControl()
      return control.compactMap(\.right)
    }
    try harness.push([1], split: 0)
    try harness.advanceWatermark(to: at(5))
    try harness.setIdle(false)
    try harness.endInput()
    #expect(harness.takeOutputs() == [.idle, .record(1, at: nil), .watermark(.distantFuture)])
  }
}
