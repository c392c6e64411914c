import Testing
import WeirCore
import WeirGraph
import WeirTestKit

func asNumbers(_ words: DataStream<String>) -> DataStream<Int> {
  words.compactMap { Int($0) }
}

/// The example of the page CompactMap.
struct CompactMapExample {
  @Test("The example passes on what is a number")
  func example() throws {
    let harness = try OperatorHarness(asNumbers)
    try harness.push(["12", "apples", "-1"])
    #expect(harness.output == [12, -1])
  }
}
