import Testing
import WeirCore
import WeirGraph
import WeirTestKit

/// How often each word comes.
func wordCounts(_ words: DataStream<String>) -> DataStream<String> {
  words.keyed(by: { $0 })
    .window(.global)
    .aggregate("counts", .count()) { word, _, count in "\(word) \(count)" }
}

/// The example of the page GlobalWindows.
struct GlobalWindowsExample {
  @Test("The example counts all words when input has ended")
  func example() throws {
    let harness = try OperatorHarness(wordCounts)
    try harness.push(["to", "be", "or", "not", "to", "be"])
    #expect(harness.output.isEmpty)
    try harness.endInput()
    #expect(Set(harness.output) == ["to 2", "be 2", "or 1", "not 1"])
  }
}
