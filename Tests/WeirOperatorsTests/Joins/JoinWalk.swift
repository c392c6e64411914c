import Testing
import WeirCore
import WeirTestKit

/// Two random streams given to a join and to its model: out of order, with watermarks that creep
/// and leap, and with snapshots restored at another parallelism.
struct JoinWalk {
  let seed: UInt64
  var stepCount = 200
  var timeSpan: Int64 = 60
  /// Where the late records of both sides go together, if they do.
  var lateOfBoth: OutputTag<Either<Reading, Reading>>?

  func run<Model: JoinModel>(
    _ define: @escaping ParallelHarness<Model.Output>.Define, _ model: Model,
    lateOther: Bool = true, countsSides: Bool = true
  ) throws {
    var random = SeededGenerator(seed: seed)
    var model = model
    let engine = try ParallelHarness(parallelism: Int.random(in: 1...4, using: &random), define)
    var late: [Reading] = []
    var front = Int64.random(in: -200...200, using: &random)
    var watermark = Int64.min
    var value = 0
    for step in 0..<stepCount {
      let place: Comment = "seed \(seed), step \(step)"
      var expected: [Timed<Model.Output>] = []
      switch Int.random(in: 0..<10, using: &random) {
      case 0..<6:
        let records = records(&front, &value, &random)
        // The harness gives a batch's left records first.
        for (record, time) in records where JoinJobs.isLeft(record) {
          expected += model.add(record, at: time.milliseconds)
        }
        for (record, time) in records where !JoinJobs.isLeft(record) {
          expected += model.add(record, at: time.milliseconds)
        }
        try engine.push(records)
      case 6..<9:
        watermark = max(watermark, front - Int64.random(in: -5...timeSpan, using: &random))
        expected = model.advance(to: watermark)
        try engine.advanceWatermark(to: at(watermark))
      default:
        late += try takeLate(engine, lateOther)
        try engine.rescale(to: Int.random(in: 1...4, using: &random))
      }
      try check(engine, expected, place)
    }
    let rest = model.advance(to: Int64.max / 4)
    try engine.advanceWatermark(to: .distantFuture)
    try check(engine, rest, "seed \(seed), end")
    late += try takeLate(engine, lateOther)
    #expect(late.map(\.value).sorted() == model.late.map(\.value).sorted(), "seed \(seed)")
    if lateOther, countsSides {
      let counters = engine.counters
      #expect(
        counters["late_left", default: 0] + counters["late_right", default: 0]
          == UInt64(model.late.count), "seed \(seed)")
    }
  }

  private func takeLate<Output>(
    _ engine: ParallelHarness<Output>, _ other: Bool
  ) throws -> [Reading] {
    if let lateOfBoth {
      return try engine.subtasks.flatMap { try $0.sideOutput(lateOfBoth) }
        .compactMap { $0.left ?? $0.right }
    }
    return try engine.takeSide(JoinJobs.late) + (other ? engine.takeSide(JoinJobs.lateOther) : [])
  }

  private func records(
    _ front: inout Int64, _ value: inout Int, _ random: inout SeededGenerator
  ) -> [(record: Reading, time: EventTime)] {
    (0..<Int.random(in: 1...6, using: &random)).map { _ in
      front += Int64.random(in: 0...6, using: &random)
      value += Int.random(in: 1...3, using: &random)
      let time = front - Int64.random(in: 0...timeSpan, using: &random)
      let key = ["a", "b", "\u{e9}", "e\u{301}"].randomElement(using: &random) ?? "a"
      return (Reading(key, value), at(time))
    }
  }

  /// Compares what came out, with its times.
  private func check<Output: Hashable>(
    _ engine: ParallelHarness<Output>, _ expected: [Timed<Output>], _ place: Comment
  ) throws {
    var counts: [Timed<Output>: Int] = [:]
    for result in expected { counts[result, default: 0] += 1 }
    for case .record(let result, let time) in engine.takeAll() {
      counts[Timed(result, time?.milliseconds ?? .max), default: 0] -= 1
    }
    let wrong = counts.filter { $0.value != 0 }
    try #require(wrong.isEmpty, place)
  }
}
