import WeirCore

/// From a wish to a complete set of acknowledgements.
extension CoordinatorStateMachine {
  mutating func start() -> [Action] {
    guard state == .notStarted else { return [] }
    if let finished = finishedCheckpoint {
      state = .draining(.finished(finished))
      return advanceLanes() + watchDrain() + endIfDrained()
    }
    state = .idle
    return [.scheduleNext] + advanceLanes() + updateThrottle() + beginIfWanted()
  }

  mutating func want(_ wanted: Wish) -> [Action] {
    if case .draining = state { return [] }
    wish = max(wish, wanted)
    return beginIfWanted()
  }

  mutating func endOfData(_ subtask: SubtaskID, hasMore: Bool) -> [Action] {
    guard sourceSubtasks.contains(subtask) else { return [] }
    endedSources.insert(subtask)
    if hasMore { hasUnreadData = true }
    return beginIfWanted()
  }

  /// Begins the next checkpoint when one is wanted and nothing stands in its way.
  mutating func beginIfWanted() -> [Action] {
    guard state == .idle, let purpose = wantedPurpose else { return [] }
    let id = nextCheckpoint
    let (following, overflow) = id.number.addingReportingOverflow(1)
    if overflow { return fail(WeirError(.limit, "the last checkpoint id is used up")) }
    nextCheckpoint = CheckpointID(following)
    // A stop or an end stays wanted until its checkpoint is complete.
    if wish == .regular { wish = .nothing }
    state = .preparing(PendingCheckpoint(id: id, purpose: purpose))
    return purpose == .regular ? [.prepare(id), .scheduleNext] : [.prepare(id)]
  }

  private var wantedPurpose: PendingCheckpoint.Purpose? {
    if endedSources.count == sourceSubtasks.count {
      return hasUnreadData ? .stop : .end
    }
    return switch wish {
    case .nothing: nil
    case .regular: .regular
    case .stop: .stop
    }
  }

  mutating func prepared(_ id: CheckpointID) -> [Action] {
    guard case .preparing(let pending) = state, pending.id == id else { return [] }
    state = .collecting(pending)
    return [.startTimeout(id), .inject(pending.barrier)]
  }

  mutating func acknowledged(_ acknowledgement: Acknowledgement) -> [Action] {
    guard case .collecting(var pending) = state, pending.id == acknowledgement.checkpoint,
      subtasks.contains(acknowledgement.subtask)
    else { return [] }
    for sink in acknowledgement.segments.keys where lanes[sink] == nil {
      return fail(
        WeirError(
          .invalidJob,
          "subtask \(acknowledgement.subtask) staged output of a sink without an applier",
          at: .init(operatorID: sink.name), domain: .internalFault))
    }
    if pending.acknowledgements[acknowledgement.subtask] != nil { return [] }
    pending.acknowledgements[acknowledgement.subtask] = acknowledgement
    staged[acknowledgement.subtask] = nil
    guard pending.acknowledgements.count == subtasks.count else {
      state = .collecting(pending)
      return []
    }
    state = .writing(pending)
    return [.writeManifest(completed(pending))]
  }

  mutating func declined(
    _ subtask: SubtaskID, _ id: CheckpointID, _ error: WeirError
  ) -> [Action] {
    guard case .collecting(let pending) = state, pending.id == id, subtasks.contains(subtask),
      pending.acknowledgements[subtask] == nil
    else { return [] }
    declineCount += 1
    if declineCount > declineLimit { return fail(error) }
    return abort(pending)
  }

  mutating func timedOut(_ id: CheckpointID) -> [Action] {
    guard case .collecting(let pending) = state, pending.id == id else { return [] }
    return abort(pending)
  }

  private mutating func abort(_ pending: PendingCheckpoint) -> [Action] {
    state = .idle
    lastFinished = pending.id
    return [.abort(pending.id)] + beginIfWanted()
  }
}
