import Testing
import WeirCore
import WeirGraph
import WeirTestKit

struct AsyncMapTests {
  private struct Away: Error {}

  private func harness(
    _ order: CallOrder, capacity: Int = 10, retries: CallRetries = .none,
    failedTo: OutputTag<Reading>? = nil, setup: HarnessSetup = HarnessSetup(),
    restoring snapshots: [HarnessSnapshot] = []
  ) throws -> OperatorHarness<Reading, Reading> {
    try OperatorHarness(setup: setup, restoring: snapshots) { (stream: DataStream<Reading>) in
      stream.asyncMap(
        "double", order, capacity: capacity, timeout: .milliseconds(100), retries: retries,
        failedTo: failedTo
      ) { reading in
        if reading.value < 0 { throw Away() }
        return Reading(reading.key, reading.value * 2)
      }
    }
  }

  private func readings(_ values: [Int]) -> [(record: Reading, time: EventTime)] {
    values.map { (Reading("a", $0), at(Int64($0))) }
  }

  @Test("Ordered results keep the order and the times of their records")
  func ordered() async throws {
    let harness = try harness(.ordered)
    try harness.push(readings([1, 2, 3]))
    try await harness.finishCall(2)
    try await harness.finishCall(1)
    #expect(harness.takeOutputs() == [])
    try await harness.finishCall(0)
    #expect(
      harness.takeOutputs() == [1, 2, 3].map { .record(Reading("a", $0 * 2), at: at(Int64($0))) })
  }

  @Test("SEMANTICS 4.7: unordered results go on as they come, and none crosses a watermark")
  func unordered() async throws {
    let harness = try harness(.unordered)
    try harness.push(readings([1, 2]))
    try harness.advanceWatermark(to: at(2))
    try harness.push(readings([3]))
    try await harness.finishCall(2)
    #expect(harness.takeOutputs() == [])
    try await harness.finishCall(1)
    #expect(harness.takeOutputs() == [.record(Reading("a", 4), at: at(2))])
    try await harness.finishCall(0)
    #expect(
      harness.takeOutputs() == [
        .record(Reading("a", 2), at: at(1)), .watermark(at(2)), .record(Reading("a", 6), at: at(3)),
      ])
  }

  @Test("No more records than the capacity are inside; the rest waits and nothing overtakes it")
  func capacity() async throws {
    let harness = try harness(.unordered, capacity: 2)
    try harness.push(readings([1, 2, 3]))
    #expect(harness.waitingCallCount == 2)
    #expect(harness.isSuspended)
    #expect(throws: WeirError.self) { try harness.push(readings([4])) }
    try await harness.finishCall(1)
    #expect(harness.output.map(\.value) == [4])
    #expect(harness.waitingCallCount == 2)
    #expect(!harness.isSuspended)
  }

  @Test("SEMANTICS 4.10: the end of time waits until every record has left")
  func endOfInput() async throws {
    let harness = try harness(.unordered)
    try harness.push(readings([1, 2]))
    try harness.endInput()
    #expect(harness.isSuspended)
    try await harness.finishCall(1)
    #expect(harness.takeOutputs() == [.record(Reading("a", 4), at: at(2))])
    #expect(harness.isSuspended)
    try await harness.finishCall()
    #expect(
      harness.takeOutputs() == [.record(Reading("a", 2), at: at(1)), .watermark(.distantFuture)])
    #expect(!harness.isSuspended)
  }

  @Test("SEMANTICS 1.3: a snapshot holds every record inside, which is asked about again",
    arguments: [CallOrder.ordered, .unordered])
  func restored(order: CallOrder) async throws {
    let first = try harness(order, capacity: 3)
    try first.push(readings([1, 2, 3, 4, 5]))
    try await first.finishCall(1)
    #expect(first.output.map(\.value) == (order == .ordered ? [] : [4]))
    let left = order == .ordered ? [1, 2, 3, 4, 5] : [1, 3, 4, 5]
    let second = try harness(order, capacity: 3, restoring: [first.snapshot()])
    #expect(second.waitingCallCount == 3)
    // A watermark that comes again waits behind them.
    #expect(second.isSuspended)
    while second.waitingCallCount > 0 { try await second.finishCall() }
    try second.advanceWatermark(to: at(9))
    #expect(
      second.takeOutputs()
        == left.map { .record(Reading("a", $0 * 2), at: at(Int64($0))) } + [.watermark(at(9))])
  }

  @Test("After a restore at another parallelism each record is in one subtask", arguments: [1, 2, 5])
  func rescaled(parallelism: Int) async throws {
    let before = try (0..<3).map { index in
      let harness = try harness(
        .unordered, setup: HarnessSetup(subtask: index, parallelism: 3))
      try harness.push(readings(Array((index * 10)..<(index * 10 + 7))))
      return try harness.snapshot()
    }
    var results: [Int] = []
    for index in 0..<parallelism {
      let harness = try harness(
        .unordered, setup: HarnessSetup(subtask: index, parallelism: parallelism),
        restoring: before)
      while harness.waitingCallCount > 0 { try await harness.finishCall() }
      results += harness.output.map(\.value)
    }
    let inputs: [Int] = Array(0..<7) + Array(10..<17) + Array(20..<27)
    #expect(results.sorted() == inputs.map { $0 * 2 })
  }

  @Test("A call that fails is made again after its delay, until the retries are used up")
  func retries() async throws {
    let harness = try harness(.ordered, retries: .fixed(1, delay: .milliseconds(50)))
    try harness.push(readings([-1]))
    try await harness.finishCall()
    #expect(harness.waitingCallCount == 0)
    try harness.advanceProcessingTime(to: ProcessingTime(milliseconds: 49))
    #expect(harness.waitingCallCount == 0)
    try harness.advanceProcessingTime(to: ProcessingTime(milliseconds: 50))
    #expect(harness.waitingCallCount == 1)
    let error = await #expect(throws: WeirError.self) { try await harness.finishCall() }
    #expect(error?.message.contains("try 2 of 2") == true)
    #expect(error?.message.contains("failedTo:") == true)
    #expect(error?.location.operatorID == "double")
  }

  @Test("A call without an answer is given up after the timeout, also while the input waits")
  func timeouts() throws {
    let tag = OutputTag<Reading>("failed")
    let harness = try harness(.ordered, capacity: 1, failedTo: tag)
    try harness.push(readings([1, 2]))
    #expect(harness.isSuspended)
    try harness.advanceProcessingTime(to: ProcessingTime(milliseconds: 100))
    #expect(try harness.sideOutput(tag) == [Reading("a", 1)])
    #expect(harness.waitingCallCount == 1)
    #expect(!harness.isSuspended)
    try harness.advanceProcessingTime(to: ProcessingTime(milliseconds: 200))
    #expect(try harness.sideOutput(tag) == [Reading("a", 2)])
    #expect(harness.counters["timeouts"] == 2)
    #expect(harness.counters["failed"] == 2)
  }

  @Test("Records whose calls fail go to the side output and hold nothing back")
  func failedTo() async throws {
    let tag = OutputTag<Reading>("failed")
    let harness = try harness(.ordered, failedTo: tag)
    try harness.push(readings([-1, 2]))
    try harness.advanceWatermark(to: at(2))
    try await harness.finishCall(1)
    try await harness.finishCall(0)
    #expect(try harness.sideOutput(tag) == [Reading("a", -1)])
    #expect(harness.takeOutputs() == [.record(Reading("a", 4), at: at(2)), .watermark(at(2))])
  }

  @Test("SEMANTICS 1.8: results leave in steps when outputs are full, and a snapshot may come between")
  func interrupted() async throws {
    let harness = try harness(.unordered, setup: HarnessSetup(interruptedAfter: 0))
    try harness.push(readings([1, 2, 3]))
    while harness.isSuspended { try harness.resume() }
    for _ in 0..<3 { try await harness.finishCall() }
    while harness.isSuspended { try harness.resume() }
    #expect(harness.output.map(\.value).sorted() == [2, 4, 6])
  }

  @Test("Splits of a source are kept apart behind it, for watermarks of each")
  func splits() async throws {
    let harness = try OperatorHarness { (stream: DataStream<Reading>) in
      stream.asyncMap("same", .unordered, capacity: 10, timeout: .seconds(1)) { $0 }
        .eventTime({ at(Int64($0.value)) }, watermarks: .monotonous)
    }
    for split in 0..<2 { try harness.split(.registered(index: Int32(split), id: "\(split)")) }
    try harness.push([Reading("a", 10), Reading("a", 20)], split: 0)
    try harness.push([Reading("b", 5)], split: 1)
    for _ in 0..<3 { try await harness.finishCall() }
    let watermarks = harness.takeOutputs().compactMap { output -> EventTime? in
      if case .watermark(let time) = output { time } else { nil }
    }
    #expect(watermarks == [at(4)])
  }

  @Test("What cannot be right is refused with what to change")
  func refused() throws {
    let error = #expect(throws: WeirError.self) { try harness(.ordered, capacity: 0) }
    #expect(error?.message.contains("operator \"double\"") == true)
    #expect(error?.message.contains("at least 1") == true)
  }
}
