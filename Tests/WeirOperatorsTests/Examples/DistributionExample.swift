import Testing
import WeirCore
import WeirGraph
import WeirTestKit

/// Looks for the factors of few large numbers, in all subtasks, and counts what they find in one.
func primeCount(_ numbers: DataStream<Int>) -> DataStream<Int> {
  let primes = numbers.rebalanced().filter { number in
    number > 1 && !(2..<number).contains { $0 * $0 <= number && number % $0 == 0 }
  }
  return primes.keyed(by: { _ in 0 })
    .window(.global)
    .aggregate("primes", .count()) { _, _, count in count }
    .parallelism(1)
}

/// The example of the page Distribution.
struct DistributionExample {
  @Test("The example counts the primes at any parallelism", arguments: [1, 3])
  func example(parallelism: Int) async throws {
    let output = CollectedOutput<Int>()
    let source = ScriptedSource([(1...100).flatMap { [ScriptStep.record($0), .flush] }])
    try await JobTest().run(
      ClosureJob { flow in
        primeCount(flow.source("numbers", source)).sink("out", to: CollectingSink(output))
      }
    ) { $0.parallelism = parallelism }
    #expect(output.records == [25])
  }
}
