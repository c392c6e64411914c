import Testing
import WeirCore
import WeirTestKit

struct TimerTests {
  typealias Order = TimerScript.Order

  private func harness(
    _ function: TimerScript = TimerScript(), setup: HarnessSetup = HarnessSetup(),
    restoring snapshots: [HarnessSnapshot] = []
  ) throws -> KeyedHarness<TimerScript> {
    try KeyedHarness(function, setup: setup, restoring: snapshots)
  }

  @Test("SEMANTICS 5.1: registering a time twice is one timer")
  func registeredTwice() throws {
    let harness = try harness()
    try harness.process(Order(.registerTwice, 10), key: "a")
    try harness.process(Order(.register, 10), key: "a")
    #expect(harness.timers(of: "a").count == 1)
    try harness.advanceWatermark(to: at(10))
    #expect(harness.output == [Firing("a", 10, watermark: 10)])
  }

  @Test("SEMANTICS 5.1: timers of both kinds at one time are two timers")
  func twoKinds() throws {
    let harness = try harness()
    try harness.process(Order(.register, 10), key: "a")
    try harness.process(Order(.registerProcessingTime, 10), key: "a")
    try harness.advanceWatermark(to: at(10))
    #expect(harness.output == [Firing("a", 10, watermark: 10)])
    try harness.advanceProcessingTime(to: ProcessingTime(milliseconds: 10))
    #expect(harness.output == [Firing("a", 10, watermark: 10, isProcessingTime: true)])
  }

  @Test("SEMANTICS 5.2: timers fire in the order of time, and every callback sees the watermark")
  func seesWatermark() throws {
    let harness = try harness()
    for time in [30, 10, 20, 41] as [Int64] {
      try harness.process(Order(.register, time), key: "a")
    }
    try harness.advanceWatermark(to: at(40))
    #expect(
      harness.output == [10, 20, 30].map { Firing("a", $0, watermark: 40) })
    try harness.advanceWatermark(to: at(41))
    #expect(harness.output == [Firing("a", 41, watermark: 41)])
  }

  @Test(
    "SEMANTICS 5.3: timers of one moment fire in the order of key group and key bytes",
    arguments: 1...5 as ClosedRange<UInt64>)
  func ties(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let keys = (0..<300).map { "key \($0)" }
    let expected = keys.sorted { left, right in
      let groups = [left, right].map { KeyGroup.index(ofHash: $0.stableHash, count: 128) }
      return groups[0] != groups[1]
        ? groups[0] < groups[1] : String.compareKeys(left, right) < 0
    }
    let harness = try harness()
    for key in keys.shuffled(using: &random) {
      try harness.process(Order(.register, 5), key: key)
    }
    let restored = try self.harness(restoring: [try harness.snapshot()])
    try harness.advanceWatermark(to: at(5))
    #expect(harness.output.map(\.key) == expected)
    // The order survives a restore, and rescaling deals it out without changing it.
    try restored.advanceWatermark(to: at(5))
    #expect(restored.output.map(\.key) == expected)
  }

  @Test("SEMANTICS 5.3: rescaling does not change the order within what each subtask owns")
  func tiesRescaled() throws {
    let first = try harness()
    for index in 0..<200 { try first.process(Order(.register, 5), key: "key \(index)") }
    let snapshot = try first.snapshot()
    try first.advanceWatermark(to: at(5))
    let parts = try (0..<3).map { index in
      let part = try harness(
        setup: HarnessSetup(subtask: index, parallelism: 3), restoring: [snapshot])
      try part.advanceWatermark(to: at(5))
      return part.output.map(\.key)
    }
    #expect(Array(parts.joined()) == first.output.map(\.key))
  }

  @Test("SEMANTICS 5.4: a timer that a callback registers when it is due fires in the same pass")
  func registeredInCallback() throws {
    let harness = try harness(TimerScript(next: 5))
    try harness.process(Order(.register, 10), key: "a")
    try harness.process(Order(.register, 17), key: "b")
    try harness.advanceWatermark(to: at(20))
    let expected: [(String, Int64)] = [("a", 10), ("a", 15), ("b", 17), ("a", 20)]
    #expect(harness.output == expected.map { Firing($0.0, $0.1, watermark: 20) })
    #expect(harness.timers(of: "a").map(\.time) == [at(25)])
  }

  @Test("SEMANTICS 5.4: a callback that registers its own time for ever is an error")
  func endlessSelfRegistration() throws {
    let harness = try harness(TimerScript(next: 0))
    try harness.process(Order(.register, 10), key: "a")
    let error = #expect(throws: WeirError.self) { try harness.advanceWatermark(to: at(20)) }
    #expect(error?.code == .userFunction)
    #expect(error?.message.contains("registering timers that are due") == true)
  }

  @Test("SEMANTICS 5.4: registering again for what is due is no error while it ends")
  func finiteSelfRegistration() throws {
    let harness = try harness(TimerScript(next: 0, nextCount: 5_000))
    try harness.process(Order(.register, 10), key: "a")
    try harness.advanceWatermark(to: at(20))
    #expect(harness.output.count == 5_000)
  }

  @Test("SEMANTICS 5.5: a storm of timers stops for a barrier, and the rest is in the snapshot")
  func storm() throws {
    let first = try harness(setup: HarnessSetup(interruptedAfter: 1))
    for index in 0..<5_000 {
      try first.process(Order(.register, Int64(index % 10)), key: "key \(index)")
      while first.isSuspended { try first.resume() }
    }
    try first.advanceWatermark(to: at(100))
    #expect(first.isSuspended)
    try first.resume()
    #expect(first.isSuspended)
    let snapshot = try first.snapshot()
    let before = first.takeOutputs()
    #expect(before.count < 5_000)
    #expect(!before.contains(.watermark(at(100))))

    let parts = try (0..<3).map {
      try harness(setup: HarnessSetup(subtask: $0, parallelism: 3), restoring: [snapshot])
    }
    var fired = before.compactMap(\.record)
    for part in parts {
      let outputs = part.takeOutputs()
      // The watermark that was held back leaves when its timers have fired, and not before.
      #expect(outputs.last == .watermark(at(100)))
      #expect(outputs.filter { $0.record == nil }.count == 1)
      fired += outputs.compactMap(\.record)
    }
    #expect(fired.count == 5_000)
    #expect(Set(fired.map(\.key)).count == 5_000)
    #expect(fired.allSatisfy { $0.watermark == at(100) })

    while first.isSuspended { try first.resume() }
    let rest = first.takeOutputs()
    #expect(rest.compactMap(\.record).count + before.count == 5_000)
    #expect(rest.last == .watermark(at(100)))
  }

  @Test("SEMANTICS 5.5: end of input drains timers that had been interrupted")
  func stormAtTheEnd() throws {
    let harness = try harness(setup: HarnessSetup(interruptedAfter: 0))
    for index in 0..<3_000 {
      try harness.process(Order(.register, 10), key: "key \(index)")
      while harness.isSuspended { try harness.resume() }
    }
    try harness.advanceWatermark(to: .distantFuture)
    #expect(harness.isSuspended)
    while harness.isSuspended { try harness.resume() }
    let outputs = harness.takeOutputs()
    #expect(outputs.compactMap(\.record).count == 3_000)
    #expect(outputs.last == .watermark(.distantFuture))
  }

  @Test("SEMANTICS 5.6: processing-time timers that came due while the job was down fire in order")
  func downtime() throws {
    let first = try harness()
    for time in [30, 10, 20, 50] as [Int64] {
      try first.process(Order(.registerProcessingTime, time), key: "a")
    }
    let second = try harness(restoring: [try first.snapshot()])
    #expect(second.output.isEmpty)
    try second.advanceProcessingTime(to: ProcessingTime(milliseconds: 40))
    #expect(second.output.map(\.time) == [at(10), at(20), at(30)])
    try second.advanceProcessingTime(to: ProcessingTime(milliseconds: 50))
    #expect(second.output.map(\.time) == [at(50)])
  }

  @Test("SEMANTICS 5.6: event-time progress fires no processing-time timer")
  func independentClocks() throws {
    let harness = try harness()
    try harness.process(Order(.registerProcessingTime, 10), key: "a")
    try harness.advanceWatermark(to: .distantFuture)
    #expect(harness.output.isEmpty)
  }

  @Test("SEMANTICS 5.7: deleting a timer takes it back, and deleting none is fine")
  func deleting() throws {
    let harness = try harness()
    try harness.process(Order(.delete, 10), key: "a")
    try harness.process(Order(.register, 10), key: "a")
    try harness.process(Order(.registerProcessingTime, 10), key: "a")
    try harness.process(Order(.delete, 10), key: "a")
    try harness.process(Order(.deleteProcessingTime, 10), key: "a")
    try harness.process(Order(.register, 11), key: "a")
    try harness.advanceWatermark(to: at(20))
    try harness.advanceProcessingTime(to: ProcessingTime(milliseconds: 20))
    #expect(harness.output == [Firing("a", 11, watermark: 20)])
  }

  @Test("SEMANTICS 5.7: a timer that was deleted and registered again fires once")
  func registeredAgain() throws {
    let harness = try harness()
    for command in [.register, .delete, .register, .delete, .register] as [TimerScript.Command] {
      try harness.process(Order(command, 10), key: "a")
    }
    try harness.advanceWatermark(to: at(20))
    #expect(harness.output == [Firing("a", 10, watermark: 20)])
  }

  @Test("SEMANTICS 5.7: the timers of a cleared key go with it")
  func clearing() throws {
    let harness = try harness()
    try harness.process(Order(.register, 10), key: "a")
    try harness.process(Order(.register, 10), key: "b")
    try harness.process(Order(.forget, 0), key: "a")
    #expect(harness.state(of: "a") == nil)
    #expect(harness.timers(of: "a").isEmpty)
    try harness.advanceWatermark(to: at(20))
    #expect(harness.output == [Firing("b", 10, watermark: 20)])
  }

  @Test("SEMANTICS 5.4: a timer behind the watermark waits for the next one, also over a restore")
  func behindTheWatermark() throws {
    let first = try harness()
    try first.advanceWatermark(to: at(50))
    try first.process(Order(.register, 10), key: "a")
    let second = try harness(restoring: [try first.snapshot()])
    #expect(second.takeOutputs() == [.watermark(at(50))])
    for harness in [first, second] {
      try harness.advanceWatermark(to: at(51))
      #expect(harness.output == [Firing("a", 10, watermark: 51)])
    }
  }
}
