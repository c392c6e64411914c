import WeirRuntime

/// Sends per thousand records, by the same difference as ``AllocationCounters``.
enum SendCounters {
  /// How many records a measurement is about: full batches, at either parallelism.
  private static let stretch = 100 * 1024

  private static let chains: [(chain: Chain, parallelism: Int)] = [
    (.sum, 1), (.sum, 2), (.rebalanced, 2), (.tumbling, 1), (.tumbling, 2),
  ]

  /// - Parameter prefix: What the names must begin with.
  static func measure(_ prefix: String) async throws -> [Counter] {
    var counters: [Counter] = []
    for (chain, parallelism) in chains {
      let name = "\(chain.name)-p\(parallelism)"
      guard name.hasPrefix(prefix) else { continue }
      let run = ChainRun(chain, parallelism: parallelism)
      let (once, twice) = (
        try await run.go(stretch), try await run.go(2 * stretch)
      )
      func add(_ part: String, _ count: (SendCounts) -> UInt64) {
        let more = max(0, Double(count(twice)) - Double(count(once)))
        counters.append(Counter(name: "\(name).\(part)", value: more / Double(stretch) * 1000))
      }
      add("batches", \.batchCount)
      add("controls", \.controlCount)
    }
    return counters
  }
}
