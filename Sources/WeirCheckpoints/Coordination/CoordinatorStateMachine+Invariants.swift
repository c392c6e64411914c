import WeirCore

extension CoordinatorStateMachine {
  /// The first broken invariant in words, or nil. Tests ask after every event.
  var brokenInvariant: String? {
    switch state {
    case .preparing(let pending):
      if !pending.acknowledgements.isEmpty { return "acknowledged before its barrier was out" }
      if let problem = brokenInvariant(of: pending) { return problem }
    case .collecting(let pending):
      if pending.acknowledgements.count >= subtasks.count { return "complete but still collecting" }
      if let problem = brokenInvariant(of: pending) { return problem }
    case .writing(let pending):
      if Set(pending.acknowledgements.keys) != subtasks { return "written without every subtask" }
      if let problem = brokenInvariant(of: pending) { return problem }
    case .notStarted, .idle, .draining, .ended: break
    }
    for (sink, lane) in lanes {
      if let problem = brokenInvariant(of: lane, sink) { return problem }
    }
    return nil
  }

  private func brokenInvariant(of lane: CommitLane, _ sink: OperatorID) -> String? {
    let epochs = lane.epochs
    if epochs.contains(where: \.segments.isEmpty) { return "\(sink) has an empty epoch" }
    if zip(epochs, epochs.dropFirst()).contains(where: { $0.epoch >= $1.epoch }) {
      return "\(sink) has epochs out of order"
    }
    if let newest = epochs.last, newest.epoch > newestDurable ?? newest.epoch {
      return "\(sink) was told of \(newest.epoch) before its manifest was durable"
    }
    if lane.byteCount != epochs.reduce(Int64(0), { $0.addingClamped($1.byteCount) }) {
      return "\(sink) has another number of bytes"
    }
    if case .apply(let commit)? = lane.working, commit != epochs.first {
      return "\(sink) applies another epoch than its oldest"
    }
    if state != .notStarted, state != .ended, lane.working == nil, !lane.isIdle {
      return "\(sink) has work and does nothing"
    }
    for commit in epochs {
      for partition in commit.partitions {
        guard let head = heads[sink]?[partition], head >= commit.epoch else {
          return "\(sink) has \(commit.epoch) of partition \(partition), which no head names"
        }
        if let previous = commit.previous[partition], previous >= commit.epoch {
          return "\(sink) has \(commit.epoch) of partition \(partition) after \(previous)"
        }
      }
    }
    return nil
  }

  private func brokenInvariant(of pending: PendingCheckpoint) -> String? {
    if pending.id >= nextCheckpoint { return "\(pending.id) could be given out again" }
    if let newestDurable, pending.id <= newestDurable { return "\(pending.id) goes back" }
    if pending.acknowledgements.values.contains(where: { $0.checkpoint != pending.id }) {
      return "\(pending.id) counts an acknowledgement of another checkpoint"
    }
    return nil
  }
}
