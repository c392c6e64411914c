import Testing
import WeirCore
import WeirGraph
import WeirTestKit

func freezing(_ celsius: DataStream<Double>) -> DataStream<Double> {
  celsius.filter { $0 < 0 }
}

/// The example of the page Filter.
struct FilterExample {
  @Test("The example lets what freezes through")
  func example() throws {
    let harness = try OperatorHarness(freezing)
    try harness.push([1, -3, 0, -0.5])
    #expect(harness.output == [-3, -0.5])
  }
}
