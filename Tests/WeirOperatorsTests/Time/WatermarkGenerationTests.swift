import Testing
import WeirCore
import WeirGraph
import WeirOperators
import WeirTestKit

struct WatermarkGenerationTests {
  /// Takes event times from the readings' values.
  private func harness(
    _ strategy: WatermarkStrategy, restoring snapshots: [HarnessSnapshot] = []
  ) throws -> OperatorHarness<Reading, Reading> {
    try OperatorHarness(restoring: snapshots) { stream in
      stream.eventTime({ EventTime(milliseconds: Int64($0.value)) }, watermarks: strategy)
    }
  }

  private func watermarks(_ harness: OperatorHarness<Reading, Reading>) -> [Int64] {
    harness.takeOutputs().compactMap {
      if case .watermark(let watermark) = $0 { watermark.milliseconds } else { nil }
    }
  }

  private func readings(_ values: Int...) -> [Reading] { values.map { Reading("k", $0) } }

  @Test("SEMANTICS 4.1: the watermark is greatest time less bound less one, and never goes back")
  func bounded() throws {
    let harness = try harness(.boundedOutOfOrderness(.milliseconds(10)))
    try harness.push(readings(100, 120, 90))
    #expect(watermarks(harness) == [109])
    try harness.push(readings(50))
    #expect(watermarks(harness).isEmpty)
    try harness.push(readings(121))
    #expect(watermarks(harness) == [110])
  }

  @Test("SEMANTICS 4.1: monotonous times give the greatest less one")
  func monotonous() throws {
    let harness = try harness(.monotonous)
    try harness.push(readings(5, 6))
    #expect(
      harness.takeOutputs() == [
        .record(Reading("k", 5), at: at(5)), .record(Reading("k", 6), at: at(6)), .watermark(at(5)),
      ])
  }

  @Test("SEMANTICS 4.1: a generator of one's own that goes back moves nothing back")
  func custom() throws {
    struct Last: WatermarkGenerator {
      var last = Int64.min
      mutating func observe(_ times: UnsafeBufferPointer<EventTime>) {
        last = times.last?.milliseconds ?? last
      }
      var watermark: EventTime { EventTime(milliseconds: last) }
      var snapshot: Int64 { last }
      mutating func restore(_ snapshot: Int64) { last = snapshot }
    }
    let harness = try harness(.custom { Last() })
    try harness.push(readings(10))
    try harness.push(readings(5))
    try harness.push(readings(11))
    #expect(watermarks(harness) == [10, 11])
  }

  @Test("SEMANTICS 4.7: a punctuated watermark follows each record that raises it, and only those")
  func punctuated() throws {
    let harness = try harness(.boundedOutOfOrderness(.milliseconds(10)).punctuated())
    try harness.push(readings(100, 120, 90, 121))
    #expect(
      harness.takeOutputs() == [
        .record(Reading("k", 100), at: at(100)), .watermark(at(89)),
        .record(Reading("k", 120), at: at(120)), .watermark(at(109)),
        .record(Reading("k", 90), at: at(90)),
        .record(Reading("k", 121), at: at(121)), .watermark(at(110)),
      ])
  }

  @Test("An idle timeout and punctuation do not undo each other")
  func combinedStrategy() {
    let strategies = [
      WatermarkStrategy.monotonous.punctuated().idle(after: .seconds(3)),
      WatermarkStrategy.monotonous.idle(after: .seconds(3)).punctuated(),
    ]
    for strategy in strategies {
      #expect(strategy.isPunctuated)
      #expect(strategy.idleTimeout == .seconds(3))
    }
    #expect(!WatermarkStrategy.monotonous.isPunctuated)
  }

  @Test("SEMANTICS 4.2: without any split a stream is idle, and active when one comes")
  func noSplits() throws {
    let harness = try harness(.monotonous)
    try harness.split(.noSplits)
    try harness.split(.noSplits)
    #expect(harness.takeOutputs() == [.idle])
    try harness.split(.registered(index: 0, id: "x"))
    try harness.push(readings(10), split: 0)
    #expect(
      harness.takeOutputs() == [.active, .record(Reading("k", 10), at: at(10)), .watermark(at(9))])
  }

  @Test("SEMANTICS 4.2: a registered split that has said nothing holds the watermark back")
  func silentSplit() throws {
    let harness = try harness(.monotonous)
    try harness.split(.registered(index: 0, id: "x"))
    try harness.split(.registered(index: 1, id: "y"))
    try harness.push(readings(100), split: 0)
    #expect(watermarks(harness).isEmpty)
    try harness.push(readings(50), split: 1)
    #expect(watermarks(harness) == [49])
    try harness.push(readings(200), split: 1)
    #expect(watermarks(harness) == [99])
  }

  @Test("SEMANTICS 4.2: a finished split holds nothing back")
  func finishedSplit() throws {
    let harness = try harness(.monotonous)
    try harness.split(.registered(index: 0, id: "x"))
    try harness.split(.registered(index: 1, id: "y"))
    try harness.push(readings(100), split: 0)
    try harness.push(readings(10), split: 1)
    try harness.split(.finished(index: 1))
    #expect(watermarks(harness) == [9, 99])
  }

  @Test(
    "SEMANTICS 4.3: when the last split goes idle the greatest watermark counts, then idleness",
    arguments: [[Int32(0), 1], [1, 0]])
  func allIdle(_ order: [Int32]) throws {
    let harness = try harness(.monotonous)
    try harness.split(.registered(index: 0, id: "x"))
    try harness.split(.registered(index: 1, id: "y"))
    try harness.push(readings(100), split: 0)
    try harness.push(readings(10), split: 1)
    for split in order { try harness.split(.idle(index: split)) }
    let control = harness.takeOutputs().filter { $0.record == nil }
    #expect(control.suffix(2) == [.watermark(at(99)), .idle])
    #expect(control.filter { $0 == .idle }.count == 1)
  }

  @Test("SEMANTICS 4.4: a split that comes back counts at once, and time does not go back")
  func backAgain() throws {
    let harness = try harness(.monotonous)
    try harness.split(.registered(index: 0, id: "x"))
    try harness.split(.registered(index: 1, id: "y"))
    try harness.push(readings(10), split: 0)
    try harness.push(readings(100), split: 1)
    try harness.split(.idle(index: 0))
    #expect(watermarks(harness) == [9, 99])
    try harness.split(.active(index: 0))
    try harness.push(readings(20), split: 0)
    try harness.push(readings(200), split: 1)
    #expect(watermarks(harness).isEmpty)
    try harness.push(readings(150), split: 0)
    #expect(watermarks(harness) == [149])
  }

  @Test("SEMANTICS 4.7: a stream that was idle is active before the records that end its silence")
  func activeFirst() throws {
    let harness = try harness(.monotonous)
    try harness.split(.registered(index: 0, id: "x"))
    try harness.push(readings(10), split: 0)
    try harness.split(.idle(index: 0))
    try harness.split(.registered(index: 1, id: "y"))
    try harness.push(readings(20), split: 1)
    let outputs = harness.takeOutputs()
    let active = try #require(outputs.firstIndex(of: .active))
    let record = try #require(outputs.firstIndex(of: .record(Reading("k", 20), at: at(20))))
    #expect(active < record)
  }

  @Test("SEMANTICS 4.8: watermarks are saved: after a restore they are announced and go on")
  func saved() throws {
    let first = try harness(.monotonous)
    try first.split(.registered(index: 0, id: "x"))
    try first.push(readings(100), split: 0)
    let second = try harness(.monotonous, restoring: [try first.snapshot()])
    #expect(watermarks(second) == [99])
    try second.split(.registered(index: 0, id: "x"))
    try second.push(readings(50), split: 0)
    #expect(watermarks(second).isEmpty)
    try second.push(readings(102), split: 0)
    #expect(watermarks(second) == [101])
  }

  @Test("SEMANTICS 4.8: lateness is judged after a restore as before")
  func savedInWindows() throws {
    let first = try OperatorHarness(WindowJobs.tumbling(10))
    try first.advanceWatermark(to: at(9))
    let second = try OperatorHarness(
      restoring: [try first.snapshot()], WindowJobs.tumbling(10))
    try second.push(Reading("a", 1), at: at(5))
    #expect(try second.sideOutput(WindowJobs.late) == [Reading("a", 1)])
  }

  @Test("SEMANTICS 4.9: a watermark leaves after the results that it causes")
  func afterResults() throws {
    let harness = try OperatorHarness(WindowJobs.tumbling(10))
    try harness.push([(Reading("a", 1), at(0)), (Reading("a", 1), at(10))])
    try harness.advanceWatermark(to: at(30))
    let outputs = harness.takeOutputs()
    #expect(outputs.count == 3)
    #expect(outputs.last == .watermark(at(30)))
  }

  @Test("SEMANTICS 4.10: end of input ends time, also for a stream that was idle")
  func endOfInput() throws {
    let harness = try harness(.monotonous)
    try harness.split(.registered(index: 0, id: "x"))
    try harness.push(readings(100), split: 0)
    try harness.split(.idle(index: 0))
    _ = harness.takeOutputs()
    try harness.endInput()
    #expect(harness.takeOutputs() == [.active, .watermark(.distantFuture)])
  }

  @Test("SEMANTICS 4.10: watermarks from upstream other than the last end at new event times")
  func upstreamWatermarks() throws {
    let harness = try harness(.monotonous)
    try harness.advanceWatermark(to: at(1_000))
    #expect(harness.takeOutputs().isEmpty)
  }
}
