import WeirCore

/// Stores that are behind: how far, and when the sources must wait for them.
///
/// Only what a manifest lists counts for the bound. A writer may always go on up to the next
/// barrier, or the barrier could never come; so what is written between two checkpoints comes on
/// top, and an early checkpoint keeps that small.
extension CoordinatorStateMachine {
  /// The bytes that manifests list and stores have not applied.
  var unappliedByteCount: Int64 {
    lanes.values.reduce(Int64(0)) { $0.addingClamped($1.byteCount) }
  }

  private var unappliedSegmentCount: Int { lanes.values.reduce(0) { $0 + $1.segmentCount } }

  /// Above the bound sources stop; below half of it they go on.
  mutating func updateThrottle() -> [Action] {
    let (bytes, segments) = (unappliedByteCount, unappliedSegmentCount)
    let mustWait =
      isThrottling
      ? bytes > limits.unappliedByteCount / 2 || segments > limits.unappliedSegmentCount / 2
      : bytes > limits.unappliedByteCount || segments > limits.unappliedSegmentCount
    guard mustWait != isThrottling else { return [] }
    isThrottling = mustWait
    return [.throttle(mustWait)]
  }

  /// A subtask's writers have so many bytes that no barrier has closed yet. Near the bound that is
  /// reason for a checkpoint of its own, unless it would hold next to nothing.
  mutating func staged(_ subtask: SubtaskID, _ byteCount: Int64) -> [Action] {
    guard subtasks.contains(subtask) else { return [] }
    staged[subtask] = max(0, byteCount)
    guard state == .idle else { return [] }
    let open = staged.values.reduce(Int64(0)) { $0.addingClamped($1) }
    let limit = limits.unappliedByteCount
    guard open > limit / 8, open.addingClamped(unappliedByteCount) > limit - limit / 4
    else { return [] }
    return want(.regular)
  }

  /// How far every store is.
  var lag: CommitLag {
    CommitLag(
      stores: lanes.mapValues { lane in
        // A store without work has all there is.
        let applied =
          lane.epochs.isEmpty ? newestDurable : lane.lastApplied ?? lane.epochs[0].newestPrevious
        return StoreLag(
          appliedEpoch: applied, unappliedEpochCount: lane.epochs.count,
          unappliedByteCount: lane.byteCount)
      }, isThrottling: isThrottling)
  }
}

extension EpochCommit {
  /// The newest epoch that some partition of this one follows.
  fileprivate var newestPrevious: CheckpointID? { previous.values.max() }
}
