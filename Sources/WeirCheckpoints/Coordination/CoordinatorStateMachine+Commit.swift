import WeirCore

/// From a complete set of acknowledgements to stores that have applied it.
extension CoordinatorStateMachine {
  /// What the manifest of a fully acknowledged checkpoint says.
  func completed(_ pending: PendingCheckpoint) -> CompletedCheckpoint {
    var lists = unapplied.filter { !$0.value.isEmpty }
    var heads = heads
    for (sink, commit) in commits(of: pending) {
      lists[sink, default: []].append(commit)
      for partition in commit.partitions { heads[sink, default: [:]][partition] = pending.id }
    }
    return CompletedCheckpoint(
      id: pending.id, isFinished: pending.purpose == .end,
      members: ordered(pending).compactMap(\.member), unapplied: lists, heads: heads)
  }

  /// The epoch that a checkpoint adds to each sink; none where nothing was written.
  private func commits(of pending: PendingCheckpoint) -> [OperatorID: EpochCommit] {
    var segments: [OperatorID: [Segment]] = [:]
    for acknowledgement in ordered(pending) {
      for (sink, listed) in acknowledgement.segments {
        let known = covered[acknowledgement.subtask]?[sink] ?? []
        segments[sink, default: []] += listed.filter { !known.contains($0) }
      }
    }
    var commits: [OperatorID: EpochCommit] = [:]
    for (sink, segments) in segments where !segments.isEmpty {
      let partitions = Set(segments.map(\.partition))
      commits[sink] = EpochCommit(
        epoch: pending.id, segments: segments,
        previous: (heads[sink] ?? [:]).filter { partitions.contains($0.key) })
    }
    return commits
  }

  private func ordered(_ pending: PendingCheckpoint) -> [Acknowledgement] {
    pending.acknowledgements.values.sorted {
      ($0.subtask.chain, $0.subtask.index) < ($1.subtask.chain, $1.subtask.index)
    }
  }

  /// The checkpoint is complete: nothing can take it back, whatever becomes of the stores. So the
  /// participants hear of it, and older ones may go, before any store has applied it.
  mutating func manifestDurable(_ id: CheckpointID) -> [Action] {
    guard case .writing(let pending) = state, pending.id == id else { return [] }
    for (sink, commit) in commits(of: pending) { lanes[sink]?.append(commit) }
    heads = completed(pending).heads
    for (subtask, acknowledgement) in pending.acknowledgements {
      covered[subtask] = acknowledgement.segments.mapValues(Set.init)
    }
    declineCount = 0
    newestDurable = id
    lastFinished = id
    state = pending.jobEnd.map(State.draining) ?? .idle
    return [.complete(id)] + advanceLanes() + retire() + updateThrottle() + beginIfWanted()
      + watchDrain()
  }

  /// Gives every store that does nothing its next work.
  func advanced(_ lane: inout CommitLane, of sink: OperatorID) -> [Action] {
    switch lane.next() {
    case .apply(let commit): [.apply(sink, commit)]
    case .release(let oldest): [.release(sink, oldest)]
    case nil: []
    }
  }

  mutating func advanceLanes() -> [Action] {
    var actions: [Action] = []
    for sink in lanes.keys.sorted() {
      guard var lane = lanes[sink] else { continue }
      actions += advanced(&lane, of: sink)
      lanes[sink] = lane
    }
    return actions
  }

  mutating func applied(_ sink: OperatorID, _ epoch: CheckpointID) -> [Action] {
    guard lanes[sink]?.hasApplied(epoch) == true else { return [] }
    return advanceLanes() + updateThrottle() + beginIfWanted() + watchDrain() + endIfDrained()
  }

  mutating func released(_ sink: OperatorID) -> [Action] {
    guard lanes[sink]?.hasReleased() == true else { return [] }
    return advanceLanes() + watchDrain() + endIfDrained()
  }

  private mutating func retire() -> [Action] {
    switch retention {
    case .none:
      retention = .running
      return [.retire]
    case .running, .runningAndAgain:
      retention = .runningAndAgain
      return []
    }
  }

  /// Old checkpoints are gone, so stores need to show nothing before the oldest that is left.
  mutating func retired(_ oldest: CheckpointID?) -> [Action] {
    guard retention != .none else { return [] }
    let isWatched = lanes.values.contains { !$0.isIdle }
    if let oldest { for sink in lanes.keys { lanes[sink]?.release(oldest) } }
    let again = retention == .runningAndAgain
    retention = again ? .running : .none
    let actions = (again ? [.retire] : []) + advanceLanes()
    return actions + (isWatched ? [] : watchDrain()) + endIfDrained()
  }
}
