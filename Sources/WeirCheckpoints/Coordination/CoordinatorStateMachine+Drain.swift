import WeirCore

/// After the last manifest: stores come to its epoch, or the run ends without them.
extension CoordinatorStateMachine {
  /// Ends the run when nothing is left to do.
  mutating func endIfDrained() -> [Action] {
    guard case .draining(let end) = state, retention == .none,
      lanes.values.allSatisfy(\.isIdle)
    else { return [] }
    state = .ended
    return [.end(end)]
  }

  /// Begins to wait for the next sign of life of a store anew.
  mutating func watchDrain() -> [Action] {
    guard case .draining = state, lanes.values.contains(where: { !$0.isIdle }) else { return [] }
    drainTurn += 1
    return [.watchStores(drainTurn)]
  }

  mutating func storesProgressed(_ turn: Int) -> [Action] { turn == drainTurn ? watchDrain() : [] }

  /// No store has done anything for too long. What they have left stands in the manifest.
  mutating func storesStuck(_ turn: Int, _ failures: [OperatorID: String]) -> [Action] {
    guard case .draining(let end) = state, turn == drainTurn else { return [] }
    let behind = lag.stores.filter { $0.value.unappliedEpochCount > 0 }.sorted { $0.key < $1.key }
    let texts = behind.map { sink, store in
      let place = store.appliedEpoch.map { "at \($0)" } ?? "empty"
      let failure = failures[sink].map { ": \($0)" } ?? ""
      return "\(sink) is \(place) with \(store.unappliedEpochCount) left to apply\(failure)"
    }
    let rest =
      behind.isEmpty
      ? "old output could not be released"
      : "these stores have not reached \(end.checkpoint): " + texts.joined(separator: "; ")
    let advice =
      if case .finished = end { "only finishes the commits" } else { "goes on with the commits" }
    return fail(
      WeirError(
        .inputOutput,
        "\(rest). All input up to \(end.checkpoint) is safe: repair what is named, and the next run "
          + advice, isRetriable: false))
  }
}
