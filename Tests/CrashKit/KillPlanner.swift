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
    let isBehind = histogram.total > 0 && histogram.shareUnderCheckpoint < 0.5
    guard isAimed || isBehind, missesInRow < Self.missLimit else { return KillPlan(delay: delay, aim: nil, pause: 0) }
    return KillPlan(delay: delay, aim: aim, pause: longestPause / 1_000_000 * pause)
  }

  /// A job that finishes again and again before an aimed kill shows no phases to aim at.
  private static let missLimit = 3
  private var missesInRow = 0

  /// Learns whether the process was killed before it ended by itself.
  mutating func ended(killed: Bool) { missesInRow = killed ? 0 : missesInRow + 1 }

  /// Learns where an aimed kill hit.
  mutating func aimed(kill phase: Phase) {
    longestPause =
      phase.isUnderCheckpoint
      ? min(longestPause / 4 * 5, 3_000_000) : max(longestPause / 5 * 4, 1_000_000 / 10)
  }
}
