/// Kills query after query at random and holds each against its known result.
struct NexmarkKills {
  struct Query {
    let name: String
    let job: JobUnderTest
    let expectation: Expectation
  }

  let queries: [Query]
  /// For each query and each choice of parallelism.
  let kills: Int
  /// What every start draws from; one choice after the other.
  let parallelism: [[Int]]
  let longestDelay: UInt64
  let seed: UInt64
  let folder: String

  /// All kills, and the queries that were not exact.
  func run() throws -> (histogram: KillHistogram, failed: [String]) {
    var all = KillHistogram()
    var failed: [String] = []
    for (index, query) in queries.enumerated() {
      var own = KillHistogram()
      do {
        try kill(query, seed: seed &+ UInt64(index) &* 1000, &own)
        Console.line("\(query.name): \(Self.text(own)), exact")
      } catch let error as CrashError where error.kind == .violation {
        failed.append(query.name)
        Console.line("\(query.name): NOT exact, seed \(seed): \(error.description)")
      }
      all.add(own)
    }
    return (all, failed)
  }

  private func kill(_ query: Query, seed: UInt64, _ histogram: inout KillHistogram) throws {
    let place = "\(folder)/\(query.name)"
    try Files.createDirectory(place)
    for (index, choice) in parallelism.enumerated() {
      try Files.createDirectory("\(place)/loop-\(index + 1)")
      var loop = KillLoop(
        query.job, expecting: query.expectation, kills: kills, parallelism: choice,
        seed: seed &+ UInt64(index), longestDelay: longestDelay,
        folder: "\(place)/loop-\(index + 1)")
      histogram.add(try loop.run())
    }
  }

  static func text(_ histogram: KillHistogram) -> String {
    let share = Int((histogram.shareUnderCheckpoint * 100).rounded(.down))
    return "\(histogram.total) kills, \(share) % between barrier injection and last commit"
  }
}
