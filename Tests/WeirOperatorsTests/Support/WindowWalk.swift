import Testing
import WeirCore
import WeirTestKit

/// A random stream given to a window operator and to its model: out of order, with watermarks that
/// creep and leap, and with snapshots restored at another parallelism.
struct WindowWalk {
  let seed: UInt64
  var stepCount = 250
  var timeSpan: Int64 = 60
  var restores = true

  func run(_ define: @escaping WindowJobs.Define, _ model: some WindowModel) throws {
    var random = SeededGenerator(seed: seed)
    var model = model
    var engine = try ParallelHarness(parallelism: Int.random(in: 1...4, using: &random), define)
    var front: Int64 = Int64.random(in: -200...200, using: &random)
    var watermark = Int64.min
    for step in 0..<stepCount {
      let place: Comment = "seed \(seed), step \(step)"
      var expected: [WindowTotal] = []
      switch Int.random(in: 0..<10, using: &random) {
      case 0..<6:
        var records: [(record: Reading, time: EventTime)] = []
        for _ in 0..<Int.random(in: 1...6, using: &random) {
          front += Int64.random(in: 0...6, using: &random)
          let time = front - Int64.random(in: 0...timeSpan, using: &random)
          let key = ["a", "b", "\u{e9}", "e\u{301}", "long key number five"].randomElement(
            using: &random)
          let record = Reading(key ?? "a", Int.random(in: -9...9, using: &random))
          records.append((record, EventTime(milliseconds: time)))
          expected += model.add(record, at: time)
        }
        try engine.push(records)
      case 6..<9:
        let next = front - Int64.random(in: -5...timeSpan, using: &random)
        watermark = max(watermark, next)
        expected = model.advance(to: watermark)
        try engine.advanceWatermark(to: EventTime(milliseconds: watermark))
      default:
        if restores {
          try engine.rescale(
            to: Int.random(in: 1...4, using: &random), sideOutput: WindowJobs.late)
        }
      }
      try check(&engine, expected, place)
    }
    let rest = model.advance(to: Int64.max / 4)
    try engine.advanceWatermark(to: .distantFuture)
    try check(&engine, rest, "seed \(seed), end")
    let late = try engine.takeSide(WindowJobs.late)
    #expect(Self.sorted(late) == Self.sorted(model.late), "seed \(seed)")
    #expect(engine.counters["late"] == UInt64(model.late.count), "seed \(seed)")
    #expect(engine.counters["partly_late", default: 0] == model.partlyLateCount, "seed \(seed)")
    #expect(engine.counters["late_refired"] == model.refiringCount, "seed \(seed)")
  }

  /// Compares what came out, with its times.
  private func check(
    _ engine: inout ParallelHarness<WindowTotal>, _ expected: [WindowTotal], _ place: Comment
  ) throws {
    var results: [WindowTotal] = []
    for case .record(let result, let time) in engine.takeAll() {
      #expect(time == result.end.advanced(byMilliseconds: -1), place)
      results.append(result)
    }
    try #require(results.sorted() == expected.sorted(), place)
  }

  private static func sorted(_ readings: [Reading]) -> [Reading] {
    readings.sorted {
      $0.key.utf8.elementsEqual($1.key.utf8)
        ? $0.value < $1.value : $0.key.utf8.lexicographicallyPrecedes($1.key.utf8)
    }
  }
}
