import WeirCore

/// What a partition has to do with an epoch, from the epoch that is stored in it.
///
/// Invariants: nothing is applied twice; nothing is applied over a gap; what cannot be explained is
/// never taken for committed.
enum EpochDecision: Equatable, Sendable {
  /// It was applied before.
  case skip
  case apply
  /// The partition is not where the log leaves off.
  case refuse

  /// - Parameters:
  ///   - stored: The epoch of the last transaction; nil when there was none.
  ///   - previous: The last epoch before this one with changes of the partition; nil for none.
  init(stored: CheckpointID?, epoch: CheckpointID, previous: CheckpointID?) {
    if let stored, stored >= epoch {
      self = .skip
    } else if stored == previous {
      self = .apply
    } else {
      self = .refuse
    }
  }
}
