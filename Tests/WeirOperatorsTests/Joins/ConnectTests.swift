import Testing
import WeirCore
import WeirGraph
import WeirTestKit

/// Left readings set a key's price until it runs out; right ones ask for it.
private struct Pricing: KeyedCoProcessFunction {
  func processLeft(
    _ record: Reading, state: inout Int?, context: KeyedContext<String, Reading>
  ) {
    state = record.value
    context.timers.register(at: context.time + .milliseconds(10))
  }

  func processRight(
    _ record: Int, state: inout Int?, context: KeyedContext<String, Reading>
  ) {
    if let price = state { context.emit(Reading(context.key, record * price)) }
  }

  func onTimer(
    _ timer: FiredTimer, state: inout Int?, context: KeyedContext<String, Reading>
  ) {
    context.emit(Reading("\(context.key) is over", state ?? 0))
    state = nil
  }
}

/// A record of another type than readings.
private struct Wish: Record {
  var name = ""
  var count = 0

  init() {}

  init(_ name: String, _ count: Int) {
    self.name = name
    self.count = count
  }

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("name", &name)
    try field("count", &count)
  }
}

struct ConnectTests {
  @Test("Both streams of a function share the key's state and timers")
  func shared() throws {
    let harness = try KeyedHarness(Connected(Pricing()))
    try harness.process(.right(3), key: "tea", at: at(0))
    try harness.process(.left(Reading("tea", 7)), key: "tea", at: at(1))
    try harness.process(.right(3), key: "tea", at: at(0))
    try harness.process(.right(3), key: "jam", at: at(0))
    #expect(harness.output == [Reading("tea", 21)])
    #expect(harness.timers(of: "tea") == [FiredTimer(time: at(11), kind: .eventTime)])
    let next = try KeyedHarness(Connected(Pricing()), restoring: [harness.snapshot()])
    try next.process(.right(2), key: "tea", at: at(5))
    try next.advanceWatermark(to: at(11))
    #expect(next.output == [Reading("tea", 14), Reading("tea is over", 7)])
    #expect(next.state(of: "tea") == nil)
  }

  @Test("A record of either stream comes back from the state codec as what it was")
  func codec() throws {
    let values: [Either<Reading, String>] = [.left(Reading("a", 1)), .right("b")]
    for value in values {
      var encoder = BinaryEncoder()
      try value.encode(to: &encoder)
      let decoded = try encoder.withUnsafeBytes { bytes in
        var decoder = BinaryDecoder(bytes)
        return try Either<Reading, String>.decode(from: &decoder)
      }
      #expect(decoded == value)
    }
    var encoder = BinaryEncoder()
    try encoder.encodeOptional(Reading("a", 1) as Reading?)
    try encoder.encodeOptional("b" as String?)
    #expect(throws: WeirError.self) {
      try encoder.withUnsafeBytes { bytes in
        var decoder = BinaryDecoder(bytes)
        _ = try Either<Reading, String>.decode(from: &decoder)
      }
    }
  }

  @Test("Equal keys of two types meet in one subtask, across a crash", arguments: [1, 2, 4])
  func meeting(parallelism: Int) async throws {
    let test = try JobTest()
    let output = CollectedOutput<JoinedRow>()
    let prices = ScriptedSource((0..<3).map { split in
      (0..<40).flatMap { index -> [ScriptStep<Reading>] in
        let step = ScriptStep.record(Reading("key \(index)", split * 100 + index))
        return index == 20 && split == 1 ? [step, .flush, .crash] : [step]
      }
    })
    let wishes = ScriptedSource([
      (0..<60).flatMap { index -> [ScriptStep<Wish>] in
        index % 7 == 0
          ? [.flush, .record(Wish("key \(index)", index))] : [.record(Wish("key \(index)", index))]
      }
    ])
    try await test.run(
      ClosureJob { flow in
        flow.source("prices", prices, parallelism: 1)
          .keyed(by: \.key)
          .join(
            "join", with: flow.source("wishes", wishes).keyed(by: \.name), retention: .forever
          ) { JoinedRow($0.value, $1.count) }
          .sink("out", to: CollectingSink(output))
      }
    ) { $0.parallelism = parallelism }
    let expected = (0..<3).flatMap { split in
      (0..<40).map { JoinedRow(split * 100 + $0, $0) }
    }
    #expect(output.records.count == expected.count)
    #expect(Set(output.records) == Set(expected))
    #expect(output.violations == [])
  }

  @Test("Time stands at the slower stream: what it still has to say is not late", arguments: [1, 4])
  func slowerStream(parallelism: Int) async throws {
    let test = try JobTest()
    let output = CollectedOutput<JoinedRow>()
    let (isDone, goesOn) = (Latch(), Latch())
    isDone.whenReleased { goesOn.release() }
    // All of the left stream has gone down before the right one begins.
    let fast = ScriptedSource([
      (0..<500).map { ScriptStep.record(Reading("key", 2 * $0)) }
        + [.flush, .pause(reached: isDone, until: goesOn)]
    ])
    let slow = ScriptedSource([
      [.pause(reached: Latch(), until: isDone)]
        + (0..<500).map { ScriptStep.record(Reading("key", 2 * $0)) }
    ])
    try await test.run(
      ClosureJob { flow in
        let left = flow.source("fast", fast, parallelism: 1)
          .eventTime({ at(Int64($0.value)) }, watermarks: .monotonous).keyed(by: \.key)
        let right = flow.source("slow", slow, parallelism: 1)
          .eventTime({ at(Int64($0.value)) }, watermarks: .monotonous).keyed(by: \.key)
        left.fullIntervalJoin("join", with: right, from: .zero, to: .zero) {
          JoinedRow($0?.value, $1?.value)
        }
        .sink("out", to: CollectingSink(output))
      }
    ) { $0.parallelism = parallelism }
    #expect(Set(output.records) == Set((0..<500).map { JoinedRow(2 * $0, 2 * $0) }))
    #expect(output.records.count == 500)
  }
}
