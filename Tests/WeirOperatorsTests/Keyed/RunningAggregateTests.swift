import Testing
import WeirCore
import WeirGraph
import WeirTestKit

struct RunningAggregateTests {
  private static func define(_ stream: DataStream<Reading>) -> DataStream<Reading> {
    stream.keyed(by: \.key).aggregate("sums", .sum(\.value)) { Reading($0, $1) }
  }

  @Test("Each record gives its key's updated result, with the record's time")
  func updates() throws {
    let harness = try OperatorHarness(Self.define)
    try harness.push([
      (Reading("a", 1), at(3)), (Reading("b", 10), at(2)), (Reading("a", 2), at(1)),
    ])
    #expect(
      harness.takeOutputs() == [
        .record(Reading("a", 1), at: at(3)), .record(Reading("b", 10), at: at(2)),
        .record(Reading("a", 3), at: at(1)),
      ])
  }

  @Test(
    "Sums go on after a restore at any parallelism, each key in one subtask",
    arguments: [1, 2, 5])
  func rescaled(parallelism: Int) throws {
    let engine = try ParallelHarness(parallelism: 3) { Self.define($0) }
    let readings = (0..<100).map { (record: Reading("key \($0)", $0), time: at(0)) }
    try engine.push(readings)
    try engine.rescale(to: parallelism)
    _ = engine.takeRecords()
    try engine.push(readings)
    #expect(engine.takeRecords().map(\.value).sorted() == (0..<100).map { $0 * 2 })
  }

  @Test("reduce combines each record with what came before it")
  func reduce() throws {
    let harness = try OperatorHarness { (stream: DataStream<Reading>) in
      stream.keyed(by: \.key).reduce("greatest") { $0.value >= $1.value ? $0 : $1 }
    }
    try harness.push([3, 1, 4, 1, 5].map { Reading("a", $0) })
    #expect(harness.output.map(\.value) == [3, 3, 4, 4, 5])
  }
}
