import Testing
import WeirCore
import WeirTestKit

/// One key with so many timers that a list of them would be too slow.
struct ManyTimersTests {
  typealias Order = TimerScript.Order
  private let count: Int64 = 20_000

  @Test("A key with many timers keeps them in the order of registration, also over a restore")
  func order() throws {
    let first = try KeyedHarness(TimerScript())
    let times = (0..<count).map { ($0 * 7919) % count }
    for time in times { try first.process(Order(.registerTwice, time), key: "a") }
    #expect(first.timers(of: "a").map(\.time.milliseconds) == times)
    let second = try KeyedHarness(TimerScript(), restoring: [try first.snapshot()])
    #expect(second.timers(of: "a").map(\.time.milliseconds) == times)
    try second.advanceWatermark(to: at(count))
    #expect(second.output.map(\.time.milliseconds) == Array(0..<count))
    #expect(second.timers(of: "a").isEmpty)
  }

  @Test("Timers are taken back one by one until few are left, and fire once")
  func takenBack() throws {
    let harness = try KeyedHarness(TimerScript())
    for time in 0..<count {
      try harness.process(Order(.register, time), key: "a")
      try harness.process(Order(.registerProcessingTime, time), key: "a")
    }
    for time in 3..<count {
      try harness.process(Order(.delete, time), key: "a")
      try harness.process(Order(.deleteProcessingTime, time), key: "a")
      try harness.process(Order(.deleteProcessingTime, time), key: "a")
    }
    let left = (0..<3).flatMap { time in
      [TimerKind.eventTime, .processingTime].map { FiredTimer(time: at(time), kind: $0) }
    }
    #expect(harness.timers(of: "a") == left)
    for time in 0..<3 { try harness.process(Order(.register, Int64(time)), key: "a") }
    #expect(harness.timers(of: "a") == left)
    try harness.advanceWatermark(to: at(count))
    #expect(harness.output.map(\.time.milliseconds) == [0, 1, 2])
    try harness.process(Order(.forget, 0), key: "a")
    #expect(harness.timers(of: "a") == [])
  }
}
