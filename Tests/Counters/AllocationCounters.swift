import CallCounts
import WeirStorage
import WeirTestKit

/// Allocations per thousand records: those of a run of twice as many records without those of a run
/// of so many, so that starting and ending cancel out.
enum AllocationCounters {
  /// How many records a measurement is about; windows end evenly in them.
  private static let stretch = 32_000

  private static let chains: [(chain: Chain, parallelism: Int)] = [
    (.stateless, 1), (.sum, 1), (.sum, 2), (.tumbling, 1), (.tumbling, 2), (.sliding, 1),
    (.sessions, 1), (.timers, 1), (.lines, 1),
  ]

  /// - Parameter prefix: What the names must begin with.
  static func measure(_ prefix: String) async throws -> [Counter] {
    var counters: [Counter] = []
    for (chain, parallelism) in chains {
      let name = "\(chain.name)-p\(parallelism)"
      guard name.hasPrefix(prefix) else { continue }
      let run = ChainRun(chain, parallelism: parallelism)
      // What is made once, such as the types' metadata, is made here.
      _ = try await run.go(stretch)
      var values: [Double] = []
      for _ in 0..<3 {
        let (once, twice) = (
          try await allocations(run, stretch),
          try await allocations(run, 2 * stretch)
        )
        values.append(max(0, Double(twice) - Double(once)) / Double(stretch) * 1000)
      }
      counters.append(Counter(name: name, values: values))
    }
    return counters
  }

  private static func allocations(_ run: ChainRun, _ records: Int) async throws -> UInt {
    let job = try run.prepare(records)
    let before = call_counts_now().allocations
    _ = try await job.run()
    return call_counts_now().allocations - before
  }
}
