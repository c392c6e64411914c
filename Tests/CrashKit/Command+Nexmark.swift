extension Command {
  /// `weir-crash nexmark`: many queries, each against Apache Flink's result.
  mutating func runNexmark(folder: String) throws {
    let weir = try arguments.required("weir")
    let table = try arguments.required("expect")
    let name = arguments.text("events") ?? NexmarkEvents.inOrder.rawValue
    guard let events = NexmarkEvents(rawValue: name) else {
      let names = NexmarkEvents.allCases.map(\.rawValue).joined(separator: " or ")
      throw CrashError.usage("--events is \(names), not '\(name)'")
    }
    let queries = arguments.names("queries") ?? NexmarkEvents.queries
    let rate = try arguments.number("rate", or: 8000)
    let kills = try arguments.number("kills", or: 50)
    let parallelism = try arguments.numbers("parallelism", or: [1, 4])
    let isMixed = arguments.flag("mixed")
    let seed = try arguments.number("seed", or: UInt64.random(in: 1...UInt64.max))
    let longestDelay = try arguments.nanoseconds("longest-delay", or: 400_000_000)
    let leastShare = try arguments.number("least-share", or: 30)
    let interval = arguments.text("checkpoint-interval") ?? "40ms"
    let timeLimit = try arguments.nanoseconds("time-limit", or: 300_000_000_000)
    try arguments.finish()

    Console.line("seed \(seed)")
    let kit = NexmarkKills(
      queries: try queries.map { query in
        NexmarkKills.Query(
          name: query,
          job: JobUnderTest(
            weir: weir, job: "nexmark-\(query)",
            arguments: events.arguments + ["--rate", String(rate)], checkpointInterval: interval,
            timeLimit: timeLimit),
          expectation: try events.expectation(of: query, in: table))
      },
      kills: kills, parallelism: isMixed ? [parallelism] : parallelism.map { [$0] },
      longestDelay: longestDelay, seed: seed, folder: folder)
    let (histogram, failed) = try kit.run()
    Console.line("all queries: \(NexmarkKills.text(histogram)); \(histogram.text); seed \(seed)")
    guard failed.isEmpty else {
      throw CrashError.violation("not exact: \(failed.joined(separator: ", "))")
    }
    guard kills == 0 || histogram.shareUnderCheckpoint * 100 >= Double(leastShare) else {
      throw CrashError.violation(
        "at least \(leastShare) % of the kills must come between barrier injection and last commit"
          + " (seed \(seed))")
    }
  }
}
