import Testing
import WeirCore
import WeirGraph
import WeirTestKit

/// Triggers of the job's own.
struct TriggerTests {
  private let log = TriggerLog()

  private func lines(_ harness: OperatorHarness<Reading, PaneTotal>) -> [String] {
    harness.output.map(\.line)
  }

  @Test("A trigger says when a window gives its result, and replaces the default one")
  func overLimit() throws {
    let harness = try OperatorHarness(PaneJobs.tumbling { $0.trigger(OverLimit()) })
    try harness.push([
      (Reading("a", 1), at(0)), (Reading("a", 20), at(1)), (Reading("a", 2), at(2)),
    ])
    #expect(lines(harness) == ["a [0,10) #0 early: 2 = 21"])
    try harness.advanceWatermark(to: at(9))
    #expect(lines(harness) == ["a [0,10) #1 on time: 3 = 23"])
    // In time for its lateness, but the trigger does not fire for it.
    try harness.push(Reading("a", 4), at: at(3))
    try harness.push(Reading("a", 30), at: at(3))
    #expect(lines(harness) == ["a [0,10) #2 late: 5 = 57"])
  }

  @Test("SEMANTICS 6.7: a count trigger alone drops the firing at the end of a window")
  func countOnly() throws {
    let harness = try OperatorHarness(PaneJobs.tumbling { $0.trigger(.count(2)) })
    try harness.push((1...5).map { (Reading("a", $0), at(Int64($0))) })
    try harness.endInput()
    #expect(lines(harness) == ["a [0,10) #0 early: 2 = 3", "a [0,10) #1 early: 4 = 10"])
  }

  @Test("SEMANTICS 5.1: a window's timer is registered once, and each window has its own")
  func once() throws {
    let trigger = LoggingTrigger(log: log)
    let harness = try OperatorHarness(PaneJobs.tumbling { $0.trigger(trigger) })
    try harness.push([
      (Reading("a", 12), at(0)), (Reading("a", 12), at(1)), (Reading("a", 12), at(11)),
    ])
    try harness.advanceWatermark(to: at(12))
    #expect(log.take() == ["12 of [0,10) at 12", "12 of [10,20) at 12"])
  }

  @Test("SEMANTICS 5.2: triggers are asked in the order of time and see the new watermark")
  func order() throws {
    let trigger = LoggingTrigger(log: log)
    let harness = try OperatorHarness(PaneJobs.tumbling { $0.trigger(trigger) })
    try harness.push([
      (Reading("a", 14), at(0)), (Reading("b", 12), at(1)), (Reading("a", 13), at(2)),
    ])
    try harness.advanceWatermark(to: at(20))
    #expect(
      log.take() == ["12 of [0,10) at 20", "13 of [0,10) at 20", "14 of [0,10) at 20"])
  }

  @Test("SEMANTICS 5.3: timers of one moment and key fire in the order of their windows")
  func ties() throws {
    let trigger = LoggingTrigger(log: log)
    let harness = try OperatorHarness(PaneJobs.tumbling { $0.trigger(trigger) })
    try harness.push([
      (Reading("a", 24), at(21)), (Reading("a", 24), at(1)), (Reading("a", 24), at(11)),
    ])
    try harness.advanceWatermark(to: at(24))
    #expect(
      log.take() == ["24 of [0,10) at 24", "24 of [10,20) at 24", "24 of [20,30) at 24"])
  }

  @Test("SEMANTICS 5.4: a timer that a trigger registers when it is due fires in the same pass")
  func samePass() throws {
    let trigger = LoggingTrigger(log: log)
    let harness = try OperatorHarness(PaneJobs.tumbling { $0.trigger(trigger) })
    try harness.push(Reading("a", 15), at: at(0))
    try harness.advanceWatermark(to: at(20))
    #expect(log.take() == ["15 of [0,10) at 20", "16 of [0,10) at 20"])
  }

  @Test("SEMANTICS 5.4: a trigger that registers what is due for ever is an error")
  func selfRegistration() throws {
    struct Endless: Trigger {
      func makeState() -> Int { 0 }
      func onElement(
        _ element: Reading, at time: EventTime, state: inout Int, context: TriggerContext
      ) -> TriggerResult {
        context.timers.register(at: at(1))
        return .proceed
      }
      func onEventTime(
        _ time: EventTime, state: inout Int, context: TriggerContext
      ) -> TriggerResult {
        context.timers.register(at: time)
        return .proceed
      }
    }
    let harness = try OperatorHarness(PaneJobs.tumbling { $0.trigger(Endless()) })
    try harness.push(Reading("a", 1), at: at(0))
    let error = #expect(throws: WeirError.self) { try harness.advanceWatermark(to: at(5)) }
    #expect(error?.message.contains("after the watermark") == true)
  }

  @Test("SEMANTICS 5.5: triggers that a barrier interrupts go on from the snapshot, and none twice")
  func interrupted() throws {
    let define = PaneJobs.tumbling { $0.trigger(OverLimit(limit: 1_000_000)) }
    let first = try OperatorHarness(setup: HarnessSetup(interruptedAfter: 1), define)
    try first.push((0..<5000).map { (Reading("key \($0)", 1), at(Int64($0 % 10))) })
    try first.advanceWatermark(to: at(15))
    #expect(first.isSuspended)
    let snapshot = try first.snapshot()
    let before = first.takeOutputs()
    #expect(!before.contains(.watermark(at(15))))
    let second = try OperatorHarness(restoring: [snapshot], define)
    let after = second.takeOutputs()
    #expect(after.last == .watermark(at(15)))
    let keys = (before + after).compactMap(\.record).map(\.key)
    #expect(keys.count == 5000 && Set(keys).count == 5000)
  }

  @Test("SEMANTICS 5.6: processing-time timers that came due while down fire after a restore, in order")
  func processingTime() throws {
    let trigger = LoggingTrigger(log: log, line: .processingTime)
    let define = PaneJobs.tumbling { $0.trigger(trigger) }
    let first = try OperatorHarness(define)
    try first.advanceProcessingTime(to: ProcessingTime(milliseconds: 1000))
    try first.push([(Reading("a", 30), at(0)), (Reading("b", 20), at(0))])
    try first.advanceProcessingTime(to: ProcessingTime(milliseconds: 1019))
    #expect(log.take() == [])
    let second = try OperatorHarness(restoring: [try first.snapshot()], define)
    try second.advanceProcessingTime(to: ProcessingTime(milliseconds: 5000))
    #expect(log.take() == ["clock 1020 at 5000", "clock 1030 at 5000"])
    #expect(second.output.map(\.key) == ["b", "a"])
    try second.advanceProcessingTime(to: ProcessingTime(milliseconds: 9000))
    #expect(log.take() == [])
  }

  @Test("SEMANTICS 5.7: a window's timers can be deleted, and go with the window")
  func deleted() throws {
    let trigger = LoggingTrigger(log: log)
    let harness = try OperatorHarness(PaneJobs.tumbling(lateness: 0) { $0.trigger(trigger) })
    let empty = try harness.snapshot().sections.map(\.section.bytes.count)
    try harness.push([
      (Reading("a", 4), at(0)), (Reading("a", -4), at(0)), (Reading("a", -7), at(0)),
      (Reading("a", 8), at(0)), (Reading("a", 100), at(0)),
    ])
    try harness.advanceWatermark(to: at(1000))
    #expect(log.take() == ["8 of [0,10) at 1000", "clear [0,10) with 5"])
    #expect(try harness.snapshot().sections.map(\.section.bytes.count) == empty)
  }

  @Test("SEMANTICS 5.4: a timer behind the watermark waits for the next one, also over a restore")
  func behindTheWatermark() throws {
    let trigger = LoggingTrigger(log: log)
    let define = PaneJobs.tumbling { $0.trigger(trigger) }
    let first = try OperatorHarness(define)
    try first.advanceWatermark(to: at(12))
    try first.push(Reading("a", 3), at: at(0))
    let second = try OperatorHarness(restoring: [try first.snapshot()], define)
    #expect(log.take() == [])
    try second.advanceWatermark(to: at(13))
    #expect(log.take() == ["3 of [0,10) at 13"])
  }

  @Test("A trigger that purges forgets what was in the window, and says that it does")
  func purging() throws {
    let define = PaneJobs.tumbling(lateness: 0) {
      $0.trigger(LoggingTrigger(log: TriggerLog(), answer: .fireAndPurge, purges: true))
    }
    let harness = try OperatorHarness(define)
    try harness.push([(Reading("a", 2), at(0)), (Reading("a", 6), at(0))])
    try harness.advanceWatermark(to: at(3))
    try harness.push(Reading("a", 8), at: at(4))
    try harness.advanceWatermark(to: at(20))
    #expect(
      lines(harness) == ["a [0,10) #0 early: 2 = 8", "a [0,10) #1 on time: 1 = 8"])
    let silent = try OperatorHarness(
      PaneJobs.tumbling { $0.trigger(LoggingTrigger(log: TriggerLog(), answer: .purge)) })
    try silent.push(Reading("a", 2), at: at(0))
    let error = #expect(throws: WeirError.self) { try silent.advanceWatermark(to: at(3)) }
    #expect(error?.message.contains("purges return true") == true)
  }
}
