import Testing
import WeirCore
import WeirTestKit

/// An operator whose subtasks have come to different watermarks, as those behind inputs that fall
/// silent do: one run goes on untouched, the other is stopped and goes on from its snapshots with
/// other numbers of subtasks. Both must give the same.
struct UnevenWatermarks<Output: FieldValue> {
  let seed: UInt64
  let late: OutputTag<Reading>?

  func run(_ define: @escaping ParallelHarness<Output>.Define) throws {
    var random = SeededGenerator(seed: seed)
    let untouched = try ParallelHarness(parallelism: 4, define)
    let restored = try ParallelHarness(parallelism: 4, define)
    let both = [untouched, restored]
    var front: Int64 = 100
    for index in 0..<4 {
      try push(to: both, &front, &random)
      let watermark = at(front - Int64.random(in: 0...60, using: &random))
      for harness in both { try harness.subtasks[index].advanceWatermark(to: watermark) }
    }
    try push(to: both, &front, &random)
    try compare(untouched, restored, "before")
    for parallelism in [1, 3, 2] {
      try restored.rescale(to: parallelism, sideOutput: late)
      for step in 0..<4 {
        try push(to: both, &front, &random)
        try compare(untouched, restored, "seed \(seed), \(parallelism) subtasks, step \(step)")
        // Less than what some subtask had reached, as after a restart.
        let watermark = at(front - 100 + Int64(step) * 20)
        for harness in both { try harness.advanceWatermark(to: watermark) }
        try compare(untouched, restored, "seed \(seed), \(parallelism) subtasks, step \(step)")
      }
      front += 30
    }
    for harness in both { try harness.advanceWatermark(to: .distantFuture) }
    try compare(untouched, restored, "seed \(seed), end")
    if let late {
      let expected = try untouched.takeSide(late).map { "\($0.key) \($0.value)" }.sorted()
      #expect(try restored.takeSide(late).map { "\($0.key) \($0.value)" }.sorted() == expected)
    }
    #expect(restored.counters == untouched.counters, "seed \(seed)")
  }

  private func push(
    to harnesses: [ParallelHarness<Output>], _ front: inout Int64, _ random: inout SeededGenerator
  ) throws {
    var records: [(record: Reading, time: EventTime)] = []
    for _ in 0..<30 {
      front += Int64.random(in: 0...1, using: &random)
      let key = "key \(Int.random(in: 0..<12, using: &random))"
      let time = at(front - Int64.random(in: 0...80, using: &random))
      records.append((Reading(key, Int.random(in: 1...1_000_000, using: &random)), time))
    }
    for harness in harnesses { try harness.push(records) }
  }

  private func compare(
    _ untouched: ParallelHarness<Output>, _ restored: ParallelHarness<Output>, _ place: Comment
  ) throws {
    let expected = results(untouched)
    try #require(results(restored) == expected, place)
  }

  /// Records with their times; watermarks are compared by what they cause.
  private func results(_ harness: ParallelHarness<Output>) -> [String] {
    harness.takeAll().compactMap { output in
      guard case .record(let record, let time) = output else { return nil }
      return "\(record) at \(time?.milliseconds ?? -1)"
    }.sorted()
  }
}
