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
