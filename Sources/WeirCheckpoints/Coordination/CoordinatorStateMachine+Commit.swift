import WeirCore

/// From a complete set of acknowledgements to stores that have applied it.
extension CoordinatorStateMachine {
  /// What the manifest of a fully acknowledged checkpoint says.
  func completed(_ pending: PendingCheckpoint) -> CompletedCheckpoint {
    var lists = unapplied.filter { !$0.value.isEmpty }
    for (sink, commit) in commits(of: pending) { lists[sink, default: []].append(commit) }
    return CompletedCheckpoint(
      id: pending.id, isFinished: pending.purpose == .end,
      members: ordered(pending).compactMap(\.member), unapplied: lists)
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
    return segments.filter { !$0.value.isEmpty }
      .mapValues { EpochCommit(epoch: pending.id, segments: $0) }
  }

  private func ordered(_ pending: PendingCheckpoint) -> [Acknowledgement] {
    pending.acknowledgements.values.sorted {
      ($0.subtask.chain, $0.subtask.index) < ($1.subtask.chain, $1.subtask.index)
    }
  }

  mutating func manifestDurable(_ id: CheckpointID) -> [Action] {
    guard case .writing(let pending) = state, pending.id == id else { return [] }
    var actions: [Action] = []
    for (sink, commit) in commits(of: pending).sorted(by: { $0.key < $1.key }) {
      if unapplied[sink, default: []].isEmpty { actions.append(.apply(sink, commit)) }
      unapplied[sink, default: []].append(commit)
    }
    for (subtask, acknowledgement) in pending.acknowledgements {
      covered[subtask] = acknowledgement.segments.mapValues(Set.init)
    }
    declineCount = 0
    unreported.append(id)
    lastFinished = id
    state = pending.jobEnd.map(State.draining) ?? .idle
    return actions + reportCompleted() + beginIfWanted()
  }

  mutating func applied(_ sink: OperatorID, _ epoch: CheckpointID) -> [Action] {
    guard var lane = unapplied[sink], lane.first?.epoch == epoch else { return [] }
    lane.removeFirst()
    unapplied[sink] = lane
    let next: [Action] = lane.first.map { [.apply(sink, $0)] } ?? []
    return next + reportCompleted() + beginIfWanted()
  }

  /// Reports the newest durable checkpoint that no store has work of left; it stands for those
  /// before it.
  private mutating func reportCompleted() -> [Action] {
    let oldestUnapplied = unapplied.values.compactMap(\.first?.epoch).min()
    let count = unreported.prefix { id in oldestUnapplied.map { id < $0 } ?? true }.count
    guard count > 0 else { return [] }
    let id = unreported[count - 1]
    unreported.removeFirst(count)
    switch retention {
    case .none:
      retention = .running
      return [.complete(id), .retire]
    case .running, .runningAndAgain:
      retention = .runningAndAgain
      return [.complete(id)]
    }
  }

  mutating func retired() -> [Action] {
    switch retention {
    case .none: return []
    case .runningAndAgain:
      retention = .running
      return [.retire]
    case .running:
      retention = .none
      guard case .draining(let end) = state, unreported.isEmpty else { return [] }
      state = .ended
      return [.end(end)]
    }
  }
}
