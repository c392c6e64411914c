import Testing
import WeirCore
import WeirGraph
import WeirTestKit

/// Windows over all records of a stream, in one subtask.
struct AllWindowTests {
  private static func define(
    _ windows: AlignedWindows, lateness: Int64 = 0, late: Bool = true
  ) -> WindowJobs.Define {
    { stream in
      stream.windowAll(
        windows, allowedLateness: .milliseconds(lateness), lateTo: late ? WindowJobs.late : nil
      )
      .aggregate("all", .count(), .sum(\.value)) { window, count, sum in
        WindowTotal("", window.start.milliseconds, window.end.milliseconds, count: count, sum: sum)
      }
    }
  }

  @Test("Windows over a whole stream hold the records of all keys")
  func wholeStream() throws {
    let harness = try OperatorHarness(
      Self.define(.tumbling(every: .milliseconds(10)), late: false))
    try harness.push([
      (Reading("a", 1), at(5)), (Reading("b", 2), at(6)), (Reading("a", 4), at(12)),
    ])
    try harness.advanceWatermark(to: at(9))
    #expect(harness.output == [WindowTotal("", 0, 10, count: 2, sum: 3)])
    try harness.endInput()
    #expect(harness.output == [WindowTotal("", 10, 20, count: 1, sum: 4)])
  }

  @Test("Windows of so many records, and one of all, hold the records of all keys")
  func countAndGlobal() throws {
    let counted = try OperatorHarness { (stream: DataStream<Reading>) in
      stream.windowAll(.count(2)).aggregate("pairs", .sum(\.value)) { Reading("", $1) }
    }
    try counted.push([Reading("a", 1), Reading("b", 2), Reading("c", 4)])
    #expect(counted.output == [Reading("", 3)])
    let whole = try OperatorHarness { (stream: DataStream<Reading>) in
      stream.windowAll(.global).aggregate("all", .sum(\.value)) { Reading("", $1) }
    }
    try whole.push([Reading("a", 1), Reading("b", 2), Reading("c", 4)])
    #expect(whole.output.isEmpty)
    try whole.endInput()
    #expect(whole.output == [Reading("", 7)])
  }

  @Test("Windows over a whole stream give what the model gives, wherever they are saved",
    arguments: 1...8, [Int64(0), 7, 40])
  func walk(seed: UInt64, lateness: Int64) throws {
    for keepsRecords in [true, false] {
      var random = SeededGenerator(seed: seed)
      let define = Self.define(
        .sliding(size: .milliseconds(30), every: .milliseconds(10), offset: .milliseconds(2)),
        lateness: lateness, late: keepsRecords)
      var harness = try OperatorHarness(define)
      var model = AlignedModel(size: 30, step: 10, offset: 2, lateness: lateness)
      var counters: [String: UInt64] = [:]
      var late: [Reading] = []
      var front: Int64 = 0
      func count() throws {
        for (name, value) in harness.counters { counters[name, default: 0] += value }
        if keepsRecords { late += try harness.sideOutput(WindowJobs.late) }
      }
      for step in 0..<250 {
        var expected: [WindowTotal] = []
        switch Int.random(in: 0..<10, using: &random) {
        case 0..<6:
          front += Int64.random(in: 0...5, using: &random)
          let time = front - Int64.random(in: 0...60, using: &random)
          let record = Reading("", step)
          expected = model.add(record, at: time)
          try harness.push([(record, at(time))])
        case 6..<9:
          let watermark = front - Int64.random(in: 0...40, using: &random)
          expected = model.advance(to: watermark)
          try harness.advanceWatermark(to: at(watermark))
        default:
          try count()
          harness = try OperatorHarness(restoring: [try harness.snapshot()], define)
        }
        try #require(harness.output.sorted() == expected.sorted(), "seed \(seed), step \(step)")
      }
      let rest = model.advance(to: .max / 4)
      try harness.endInput()
      #expect(harness.output.sorted() == rest.sorted(), "seed \(seed)")
      try count()
      #expect(counters["late"] == UInt64(model.late.count), "seed \(seed)")
      #expect(counters["partly_late"] == model.partlyLateCount, "seed \(seed)")
      #expect(counters["late_refired"] == model.refiringCount, "seed \(seed)")
      if keepsRecords { #expect(late == model.late, "seed \(seed)") }
    }
  }

  @Test("Sessions over a whole stream unite the records of all keys")
  func sessions() throws {
    let harness = try OperatorHarness { (stream: DataStream<Reading>) in
      stream.windowAll(.session(gap: .milliseconds(10)))
        .aggregate("all", .sum(\.value)) { window, sum in
          Reading("\(window.start.milliseconds)", sum)
        }
    }
    try harness.push([
      (Reading("a", 1), at(0)), (Reading("b", 2), at(8)), (Reading("c", 4), at(40)),
    ])
    try harness.endInput()
    #expect(harness.output == [Reading("0", 3), Reading("40", 4)])
  }
}
