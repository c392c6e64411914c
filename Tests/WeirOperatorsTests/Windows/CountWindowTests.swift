import Testing
import WeirCore
import WeirGraph
import WeirTestKit

struct CountWindowTests {
  private static func define(_ windows: CountWindows) -> WindowJobs.Define {
    { stream in
      stream.keyed(by: \.key).window(windows)
        .aggregate("counted", .count(), .sum(\.value)) { key, window, count, sum in
          WindowTotal(
            key, window.start.milliseconds, window.end.milliseconds, count: count, sum: sum)
        }
    }
  }

  @Test("A count window gives its result with its last record, and begins anew")
  func tumbling() throws {
    let harness = try OperatorHarness(Self.define(.count(2)))
    let empty = try harness.snapshot()
    try harness.push([
      (Reading("a", 1), at(5)), (Reading("b", 8), at(6)), (Reading("a", 2), at(3)),
      (Reading("a", 4), at(7)), (Reading("b", 16), at(9)),
    ])
    #expect(
      harness.takeOutputs() == [
        .record(WindowTotal("a", 3, 6, count: 2, sum: 3), at: at(5)),
        .record(WindowTotal("b", 6, 10, count: 2, sum: 24), at: at(9)),
      ])
    try harness.push(Reading("a", 8), at: at(8))
    #expect(harness.output == [WindowTotal("a", 7, 9, count: 2, sum: 12)])
    #expect(try harness.snapshot() == empty)
    try harness.endInput()
    #expect(harness.output.isEmpty)
  }

  @Test("Sliding count windows hold the last records, fewer at the beginning")
  func sliding() throws {
    let harness = try OperatorHarness(Self.define(.count(4, every: 2)))
    for value in [1, 2, 4, 8, 16, 32] { try harness.push(Reading("a", value), at: at(Int64(value))) }
    #expect(harness.output.map(\.sum) == [3, 15, 60])
    let uneven = try OperatorHarness(Self.define(.count(3, every: 2)))
    for value in [1, 2, 4, 8, 16, 32] { try uneven.push(Reading("a", value), at: at(1)) }
    #expect(uneven.output.map(\.sum) == [3, 14, 56])
  }

  @Test("Count windows give what the last records give, wherever they are saved", arguments: 1...6)
  func walk(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let size = Int.random(in: 1...12, using: &random)
    let step = Int.random(in: 1...size, using: &random)
    let engine = try ParallelHarness(parallelism: 2, Self.define(.count(size, every: step)))
    var history: [String: [(value: Int, time: Int64)]] = [:]
    for _ in 0..<300 {
      let key = "key \(Int.random(in: 0..<5, using: &random))"
      let (value, time) = (
        Int.random(in: 0...99, using: &random), Int64.random(in: 0...500, using: &random)
      )
      history[key, default: []].append((value, time))
      try engine.push([(Reading(key, value), at(time))])
      let all = history[key] ?? []
      var expected: [WindowTotal] = []
      if all.count % step == 0 {
        let last = all.suffix(size)
        let times = last.map(\.time)
        expected = [
          WindowTotal(
            key, times.min() ?? 0, (times.max() ?? 0) + 1, count: last.count,
            sum: last.reduce(0) { $0 + $1.value })
        ]
      }
      try #require(engine.takeRecords() == expected, "seed \(seed), \(size) every \(step)")
      if Int.random(in: 0..<20, using: &random) == 0 {
        try engine.rescale(to: Int.random(in: 1...4, using: &random))
      }
    }
  }

  @Test("Records without event times are counted too")
  func withoutTimes() throws {
    let harness = try OperatorHarness(Self.define(.count(2)))
    try harness.push([Reading("a", 1), Reading("a", 2)])
    let global = Window.global
    #expect(
      harness.takeOutputs() == [
        .record(
          WindowTotal(
            "a", global.start.milliseconds, global.end.milliseconds, count: 2, sum: 3), at: nil)
      ])
  }
}
