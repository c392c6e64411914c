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
    for (sink, lane) in unapplied {
      if lane.contains(where: \.segments.isEmpty) { return "\(sink) has an empty epoch" }
      if zip(lane, lane.dropFirst()).contains(where: { $0.epoch >= $1.epoch }) {
        return "\(sink) has epochs out of order"
      }
      if lane.count > unappliedEpochLimit { return "\(sink) has too many epochs to apply" }
      if let newest = lane.last, let durable = unreported.last, newest.epoch > durable {
        return "\(sink) was told of \(newest.epoch) before its manifest was durable"
      }
      if !lane.isEmpty, unreported.isEmpty { return "\(sink) lags behind a reported checkpoint" }
    }
    if zip(unreported, unreported.dropFirst()).contains(where: { $0 >= $1 }) {
      return "checkpoints are reported out of order"
    }
    return nil
  }

  private func brokenInvariant(of pending: PendingCheckpoint) -> String? {
    if pending.id >= nextCheckpoint { return "\(pending.id) could be given out again" }
    if let durable = unreported.last, pending.id <= durable { return "\(pending.id) goes back" }
    if pending.acknowledgements.values.contains(where: { $0.checkpoint != pending.id }) {
      return "\(pending.id) counts an acknowledgement of another checkpoint"
    }
    return nil
  }
}
