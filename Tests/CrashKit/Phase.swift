/// What a runner says it is doing about its current checkpoint, in the order of a checkpoint.
enum Phase: String, CaseIterable {
  /// The process has not said anything yet: it starts or recovers.
  case starting
  case idle, injected, acknowledged, manifest, committing, done

  /// Between the barrier's injection and the last commit.
  static let underCheckpoint: [Phase] = [.injected, .acknowledged, .manifest, .committing]

  var isUnderCheckpoint: Bool { Self.underCheckpoint.contains(self) }

  /// Whether a checkpoint has come as far as `other`, and is not over.
  func hasReached(_ other: Phase) -> Bool {
    guard let mine = Self.underCheckpoint.firstIndex(of: self),
      let aim = Self.underCheckpoint.firstIndex(of: other)
    else { return false }
    return mine >= aim
  }
}
