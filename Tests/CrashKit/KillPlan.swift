/// When the next SIGKILL comes, counted from the start of the process.
struct KillPlan: Equatable {
  /// Wait this long first, in nanoseconds.
  let delay: UInt64
  /// Then wait for a checkpoint that has come this far; nil for a kill at any time.
  let aim: Phase?
  /// And then this long, in nanoseconds.
  let pause: UInt64
}

/// Draws kill plans: half at any time, half aimed at a checkpoint under way, more when the share of
/// kills under a checkpoint lags behind.
struct KillPlanner {
  /// The longest wait from the start of a process, in nanoseconds.
  let longestDelay: UInt64
  private var generator: SeededGenerator
  /// The longest pause after the aim: shrinks when checkpoints are over sooner.
  private(set) var longestPause: UInt64 = 3_000_000

  init(seed: UInt64, longestDelay: UInt64) {
    self.longestDelay = longestDelay
    generator = SeededGenerator(seed: seed)
  }

  mutating func next(after histogram: KillHistogram) -> KillPlan {
    let delay = UInt64.random(in: 0...longestDelay, using: &generator)
    // All draws are made every time, so that the plan's random part depends on the seed alone.
    let isAimed = Bool.random(using: &generator)
    let aim = Phase.underCheckpoint.randomElement(using: &generator)
    let pause = UInt64.random(in: 0...1_000_000, using: &generator)
    let isBehind = histogram.total >= 10 && histogram.shareUnderCheckpoint < 0.4
    guard isAimed || isBehind else { return KillPlan(delay: delay, aim: nil, pause: 0) }
    return KillPlan(delay: delay, aim: aim, pause: longestPause / 1_000_000 * pause)
  }

  /// Learns where an aimed kill hit.
  mutating func aimed(kill phase: Phase) {
    longestPause =
      phase.isUnderCheckpoint
      ? min(longestPause / 4 * 5, 3_000_000) : max(longestPause / 5 * 4, 1_000_000 / 10)
  }
}

/// How many kills came in which phase.
struct KillHistogram: Equatable {
  private var counts: [Phase: Int] = [:]

  mutating func count(_ phase: Phase) { counts[phase, default: 0] += 1 }

  mutating func add(_ other: KillHistogram) {
    for (phase, count) in other.counts { counts[phase, default: 0] += count }
  }

  var total: Int { counts.values.reduce(0, +) }

  /// 0 to 1; 0 when nothing was killed.
  var shareUnderCheckpoint: Double {
    let hits = Phase.underCheckpoint.reduce(0) { $0 + (counts[$1] ?? 0) }
    return total == 0 ? 0 : Double(hits) / Double(total)
  }

  /// One line: each phase with its kills.
  var text: String {
    let parts = Phase.allCases.map { "\($0.rawValue) \(counts[$0] ?? 0)" }
    return parts.joined(separator: ", ")
  }
}
