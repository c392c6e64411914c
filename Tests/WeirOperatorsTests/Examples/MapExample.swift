import Testing
import WeirCore
import WeirGraph
import WeirTestKit

func inCelsius(_ fahrenheit: DataStream<Double>) -> DataStream<Double> {
  fahrenheit.map { ($0 - 32) / 1.8 }
}

/// The example of the page Map.
struct MapExample {
  @Test("The example turns each reading into one")
  func example() throws {
    let harness = try OperatorHarness(inCelsius)
    try harness.push([32, 212])
    #expect(harness.output == [0, 100])
  }
}
