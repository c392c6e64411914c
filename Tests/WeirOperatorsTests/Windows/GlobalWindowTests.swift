import Testing
import WeirCore
import WeirGraph
import WeirTestKit

struct GlobalWindowTests {
  private let readings = [Reading("a", 1), Reading("b", 8), Reading("a", 2), Reading("a", 4)]

  @Test("A global window gives one result per key, at the end of input")
  func endOfInput() throws {
    let harness = try OperatorHarness(WindowJobs.global(.endOfInput))
    try harness.push(readings)
    try harness.advanceWatermark(to: at(1_000_000))
    #expect(harness.output.isEmpty)
    try harness.endInput()
    #expect(
      harness.output.sorted()
        == [WindowTotal("a", 0, 0, count: 3, sum: 7), WindowTotal("b", 0, 0, count: 1, sum: 8)])
  }

  @Test("SEMANTICS 6.7: a count trigger alone drops the firing at the end of time")
  func countTrigger() throws {
    let harness = try OperatorHarness(WindowJobs.global(.count(2)))
    try harness.push(readings + [Reading("a", 16)])
    #expect(
      harness.output
        == [WindowTotal("a", 0, 0, count: 2, sum: 3), WindowTotal("a", 0, 0, count: 4, sum: 23)])
    try harness.endInput()
    #expect(harness.output.isEmpty)
  }

  @Test("A purging count trigger starts from nothing after each result")
  func purging() throws {
    let harness = try OperatorHarness(WindowJobs.global(.count(2, purging: true)))
    try harness.push(readings + [Reading("a", 16)])
    #expect(
      harness.output
        == [WindowTotal("a", 0, 0, count: 2, sum: 3), WindowTotal("a", 0, 0, count: 2, sum: 20)])
  }

  @Test("The records counted towards the next result are part of a snapshot")
  func restored() throws {
    let first = try OperatorHarness(WindowJobs.global(.count(2)))
    try first.push([Reading("a", 1)])
    let second = try OperatorHarness(
      restoring: [try first.snapshot()], WindowJobs.global(.count(2)))
    try second.push([Reading("a", 2)])
    #expect(second.output == [WindowTotal("a", 0, 0, count: 2, sum: 3)])
  }
}
