import Testing
import WeirCore
import WeirGraph
import WeirTestKit

struct AlignedWindowTests {
  @Test("SEMANTICS 4.1: a window fires at the watermark end - 1, not before")
  func firingTime() throws {
    let harness = try OperatorHarness(WindowJobs.tumbling(10))
    try harness.push(Reading("a", 1), at: at(0))
    try harness.advanceWatermark(to: at(8))
    #expect(harness.output.isEmpty)
    try harness.advanceWatermark(to: at(9))
    #expect(harness.output == [WindowTotal("a", 0, 10, count: 1, sum: 1)])
  }

  @Test("Sliding windows that began before the first event contain it")
  func beforeTheFirstEvent() throws {
    let harness = try OperatorHarness(WindowJobs.sliding(30, every: 10))
    try harness.push(Reading("a", 1), at: at(0))
    try harness.endInput()
    #expect(
      harness.output == [
        WindowTotal("a", -20, 10, count: 1, sum: 1), WindowTotal("a", -10, 20, count: 1, sum: 1),
        WindowTotal("a", 0, 30, count: 1, sum: 1),
      ])
  }

  @Test("Windows are aligned to UTC also before the epoch, ends excluded")
  func negativeTimes() throws {
    let harness = try OperatorHarness(WindowJobs.tumbling(10))
    try harness.push([
      (Reading("a", 1), at(-1)), (Reading("a", 2), at(-10)), (Reading("a", 4), at(-11)),
    ])
    try harness.endInput()
    #expect(
      harness.output == [
        WindowTotal("a", -20, -10, count: 1, sum: 4), WindowTotal("a", -10, 0, count: 2, sum: 3),
      ])
  }

  @Test("Windows fire in the order of their ends when one watermark ends several")
  func order() throws {
    let harness = try OperatorHarness(WindowJobs.tumbling(10))
    try harness.push([
      (Reading("b", 1), at(25)), (Reading("a", 2), at(5)), (Reading("c", 3), at(15)),
    ])
    try harness.advanceWatermark(to: at(100))
    #expect(harness.output.map(\.key) == ["a", "c", "b"])
  }

  @Test("Only windows with records give results")
  func emptyWindows() throws {
    let harness = try OperatorHarness(WindowJobs.tumbling(10))
    try harness.push([(Reading("a", 1), at(0)), (Reading("a", 2), at(1_000_000_000))])
    try harness.endInput()
    #expect(harness.output.count == 2)
  }

  @Test("Subtasks that had reached different watermarks lose and repeat nothing when restored")
  func unevenWatermarks() throws {
    let keys = (0..<40).map { "key \($0)" }
    let define = WindowJobs.sliding(30, every: 10)
    let engine = try ParallelHarness(parallelism: 2, define)
    try engine.push(keys.map { (Reading($0, 1), at(5)) })
    try engine.subtasks[0].advanceWatermark(to: at(19))
    try engine.subtasks[1].advanceWatermark(to: at(9))
    try engine.rescale(to: 3)
    try engine.advanceWatermark(to: .distantFuture)
    let expected = keys.flatMap { key in
      [Int64(10), 20, 30].map { WindowTotal(key, $0 - 30, $0, count: 1, sum: 1) }
    }
    #expect(engine.takeRecords().sorted() == expected.sorted())
  }

  @Test("A checkpoint of other slices is refused with both lengths")
  func otherSlices() throws {
    let first = try OperatorHarness(WindowJobs.tumbling(10))
    try first.push(Reading("a", 1), at: at(0))
    let snapshot = try first.snapshot()
    let error = #expect(throws: WeirError.self) {
      _ = try OperatorHarness(restoring: [snapshot], WindowJobs.tumbling(20))
    }
    #expect(error?.code == .incompatibleState)
    #expect(error?.message.contains("10 ms") == true)
    #expect(error?.message.contains("20 ms") == true)
  }

  @Test(
    "An event time at either end of time is an error that names it, not a trap",
    arguments: [Int64.min, .min + 1, .max - 1, .max])
  func endsOfTime(_ time: Int64) throws {
    let harness = try OperatorHarness(WindowJobs.sliding(30, every: 10, lateness: 5))
    let error = #expect(throws: WeirError.self) { try harness.push(Reading("a", 1), at: at(time)) }
    #expect(error?.code == .malformedInput)
  }

  @Test("Records without event time are an error that says what to call")
  func withoutEventTime() throws {
    let harness = try OperatorHarness(WindowJobs.tumbling(10))
    let error = #expect(throws: WeirError.self) { try harness.push([Reading("a", 1)]) }
    #expect(error?.message.contains("eventTime") == true)
  }
}
