import WeirCore

/// One store's way: its epochs in order, one piece of work at a time.
struct CommitLane: Equatable {
  /// What a store is doing, or has to do.
  enum Work: Equatable {
    case apply(EpochCommit)
    /// No checkpoint before this one is kept any more.
    case release(CheckpointID)
  }

  /// What is left to apply, oldest first; the one being applied is still among them.
  private(set) var epochs: [EpochCommit]
  private(set) var working: Work?
  /// The newest release that is not being done yet.
  private(set) var releasable: CheckpointID?
  /// The last epoch that was applied in this attempt.
  private(set) var lastApplied: CheckpointID?
  /// What was released last.
  private var released = CheckpointID(0)
  /// The bytes of all segments in ``epochs``.
  private(set) var byteCount: Int64 = 0
  /// How many segments there are in ``epochs``.
  private(set) var segmentCount = 0

  init(_ epochs: [EpochCommit] = []) {
    self.epochs = []
    for commit in epochs { append(commit) }
  }

  /// Whether the store has nothing to do.
  var isIdle: Bool { epochs.isEmpty && working == nil && releasable == nil }

  /// A manifest that lists the epoch is durable.
  mutating func append(_ commit: EpochCommit) {
    epochs.append(commit)
    byteCount = byteCount.addingClamped(commit.byteCount)
    segmentCount += commit.segments.count
  }

  /// Asks for a release, unless there is nothing new to it.
  mutating func release(_ oldest: CheckpointID) {
    if oldest > released { releasable = max(releasable ?? oldest, oldest) }
  }

  /// Whether the last piece of work was a release.
  private var hasJustReleased = false

  /// What the store is to do now; nil when it is busy or has nothing to do. Releasing goes first,
  /// or a store that always lags would never come to it; but not twice in a row while there is
  /// something to apply, or one whose releases take longer than a checkpoint would never come to
  /// that.
  mutating func next() -> Work? {
    guard working == nil else { return nil }
    if let oldest = releasable, !hasJustReleased || epochs.isEmpty {
      releasable = nil
      hasJustReleased = true
      released = oldest
      working = .release(oldest)
    } else if let first = epochs.first {
      hasJustReleased = false
      working = .apply(first)
    }
    return working
  }

  /// The store has applied an epoch; whether that is what it was asked to do.
  mutating func hasApplied(_ epoch: CheckpointID) -> Bool {
    guard case .apply(let commit)? = working, commit.epoch == epoch else { return false }
    working = nil
    lastApplied = epoch
    epochs.removeFirst()
    // Summed anew: a sum that was clamped cannot be taken apart.
    byteCount = epochs.reduce(Int64(0)) { $0.addingClamped($1.byteCount) }
    segmentCount -= commit.segments.count
    return true
  }

  /// The store has released what it was asked to; whether it was asked.
  mutating func hasReleased() -> Bool {
    guard case .release? = working else { return false }
    working = nil
    return true
  }
}

extension EpochCommit {
  /// The bytes of all segments; those that claim to have less than none count as none.
  var byteCount: Int64 { segments.reduce(Int64(0)) { $0.addingClamped(max(0, $1.byteCount)) } }
}

extension Int64 {
  func addingClamped(_ other: Int64) -> Int64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}
