import Testing
import WeirCore
import WeirGraph
import WeirTestKit

/// Cumulating windows and windows with an offset.
struct AlignedVariantTests {
  @Test("Cumulating windows share a start and grow by the step")
  func cumulating() throws {
    let harness = try OperatorHarness(
      WindowJobs.aligned(.cumulating(upTo: .milliseconds(30), every: .milliseconds(10))))
    try harness.push([
      (Reading("a", 1), at(5)), (Reading("a", 2), at(15)), (Reading("b", 4), at(25)),
      (Reading("a", 8), at(30)),
    ])
    try harness.advanceWatermark(to: at(9))
    #expect(harness.output == [WindowTotal("a", 0, 10, count: 1, sum: 1)])
    try harness.endInput()
    #expect(
      harness.output.sorted() == [
        WindowTotal("a", 0, 20, count: 2, sum: 3), WindowTotal("a", 0, 30, count: 2, sum: 3),
        WindowTotal("b", 0, 30, count: 1, sum: 4), WindowTotal("a", 30, 40, count: 1, sum: 8),
        WindowTotal("a", 30, 50, count: 1, sum: 8), WindowTotal("a", 30, 60, count: 1, sum: 8),
      ])
  }

  @Test("Cumulating windows without lateness keep one accumulator per key, not one per step")
  func cumulatingState() throws {
    let harness = try OperatorHarness(
      WindowJobs.aligned(.cumulating(upTo: .milliseconds(1000), every: .milliseconds(10))))
    func size() throws -> Int {
      try harness.snapshot().sections.reduce(0) { $0 + $1.section.bytes.count }
    }
    try harness.push(Reading("a", 1), at: at(0))
    try harness.advanceWatermark(to: at(9))
    let one = try size()
    for step in 1..<90 {
      try harness.push(Reading("a", 1), at: at(Int64(step) * 10))
      try harness.advanceWatermark(to: at(Int64(step) * 10 + 9))
    }
    #expect(try size() == one)
    try harness.advanceWatermark(to: at(1000))
    #expect(try size() < one)
    #expect(harness.output.last == WindowTotal("a", 0, 1000, count: 90, sum: 90))
  }

  @Test("A snapshot taken while several cumulating windows are due gives each of them its own result")
  func cumulatingSnapshot() throws {
    let define = WindowJobs.aligned(
      .cumulating(upTo: .milliseconds(30), every: .milliseconds(10)))
    let first = try OperatorHarness(setup: HarnessSetup(interruptedAfter: 1), define)
    let records = (0..<3000).map { (Reading("key \($0)", 1), at(Int64($0 % 30))) }
    try first.push(records)
    try first.advanceWatermark(to: at(100))
    #expect(first.isSuspended)
    let before = first.output
    let second = try OperatorHarness(restoring: [try first.snapshot()], define)
    try second.endInput()
    let all = before + second.output
    #expect(all.count == 1000 * 3 + 1000 * 2 + 1000)
    #expect(Set(all).count == all.count)
  }

  @Test("Windows with an offset start that much later, also before the epoch")
  func offset() throws {
    let harness = try OperatorHarness(
      WindowJobs.aligned(.tumbling(every: .milliseconds(10), offset: .milliseconds(4))))
    try harness.push([
      (Reading("a", 1), at(3)), (Reading("a", 2), at(4)), (Reading("a", 4), at(-7)),
    ])
    try harness.endInput()
    #expect(
      harness.output == [
        WindowTotal("a", -16, -6, count: 1, sum: 4), WindowTotal("a", -6, 4, count: 1, sum: 1),
        WindowTotal("a", 4, 14, count: 1, sum: 2),
      ])
  }

  @Test("An offset counts modulo the windows' period, so one of minus eight hours is sixteen later")
  func offsetModulo() {
    let behind = AlignedWindows.tumbling(every: .days(1), offset: .hours(-8))
    #expect(behind == .tumbling(every: .days(1), offset: .hours(16)))
    #expect(behind.windows(at: 0) == [Window(start: .zero - .hours(8), end: .zero + .hours(16))])
  }

  @Test("A checkpoint of windows with another offset is refused and says what to keep")
  func otherOffset() throws {
    let first = try OperatorHarness(WindowJobs.tumbling(10))
    try first.push(Reading("a", 1), at: at(0))
    let snapshot = try first.snapshot()
    let error = #expect(throws: WeirError.self) {
      _ = try OperatorHarness(
        restoring: [snapshot],
        WindowJobs.aligned(.tumbling(every: .milliseconds(10), offset: .milliseconds(1))))
    }
    #expect(error?.code == .incompatibleState)
    #expect(error?.message.contains("offset") == true)
  }

  @Test("Cumulating windows that do not come out even are refused")
  func unevenCumulation() {
    let windows = AlignedWindows.cumulating(upTo: .seconds(10), every: .seconds(3))
    #expect(windows.problem?.contains("divides") == true)
  }
}
