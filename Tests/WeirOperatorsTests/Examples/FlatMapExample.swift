import Testing
import WeirCore
import WeirGraph
import WeirTestKit

func splitWords(_ lines: DataStream<String>) -> DataStream<String> {
  lines.flatMap { $0.split(separator: " ").map { String($0) } }
}

/// The example of the page FlatMap.
struct FlatMapExample {
  @Test("The example gives each word")
  func example() throws {
    let harness = try OperatorHarness(splitWords)
    try harness.push(["a weir holds", "", "water"])
    #expect(harness.output == ["a", "weir", "holds", "water"])
  }
}
