import WeirCore

extension CoordinatorStateMachine {
  /// How far the newest checkpoint is.
  var phase: CheckpointPhase {
    switch state {
    case .collecting(let pending): .injected(pending.id)
    case .writing(let pending): .allAcknowledged(pending.id)
    case .notStarted, .idle, .preparing, .draining, .ended:
      if let newest = unapplied.values.compactMap(\.last?.epoch).max() {
        .committing(newestDurable ?? newest)
      } else if let lastFinished {
        .done(lastFinished)
      } else {
        .idle
      }
    }
  }
}
