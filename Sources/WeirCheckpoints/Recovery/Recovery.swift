import WeirCore
import WeirStorage

/// Finds out where an attempt begins, and brings disk and stores there. The attempt's record is
/// durable already, and the caller holds the lock.
public struct Recovery: Sendable {
  private let store: CheckpointStore
  private let appliers: [OperatorID: any Applier]
  private let attempt: Attempt
  private let keyGroupCount: Int

  /// - Parameter appliers: Those of every sink of the job; none has recovered yet.
  public init(
    store: CheckpointStore, appliers: [OperatorID: any Applier], attempt: Attempt,
    keyGroupCount: Int
  ) {
    self.store = store
    self.appliers = appliers
    self.attempt = attempt
    self.keyGroupCount = keyGroupCount
  }

  /// Looks at checkpoints and stores and decides; changes nothing.
  /// - Throws: ``WeirError`` when something cannot be read.
  public func decide(_ request: RecoveryRequest) async throws -> RecoveryDecision {
    var observation = RecoveryObservation(
      request: request, checkpoints: try await store.list(), committed: [:], attempt: attempt,
      keyGroupCount: keyGroupCount)
    if case .path(let path) = request {
      observation.requested = try await store.summary(atPath: path)
    }
    for (sink, applier) in appliers.sorted(by: { $0.key < $1.key }) {
      do {
        observation.committed.updateValue(try await applier.committedEpoch(), forKey: sink)
      } catch let error as WeirError {
        throw error.located(WeirError.Location(operatorID: sink.name))
      }
    }
    return RecoveryDecision(observation)
  }

  /// Carries out ``RecoveryDecision/startFresh(discard:)``.
  public func startFresh(discarding later: [CheckpointID]) async throws {
    try await bringUp([:], discarding: later)
  }

  /// Carries out ``RecoveryDecision/restore(_:)``. The state is read, and found undamaged, before
  /// anything is changed.
  /// - Throws: `unusableCheckpoint` when the checkpoint or something that it lists is damaged.
  public func restore(_ plan: RecoveryPlan) async throws -> RestoredCheckpoint {
    let restored = try await store.load(path: plan.directory)
    guard restored.manifest == plan.manifest else {
      throw WeirError(
        .unusableCheckpoint, "the checkpoint was changed while it was being read",
        at: .init(file: plan.directory))
    }
    try await bringUp(plan.recommit, discarding: plan.discard)
    return restored
  }

  /// Carries out ``RecoveryDecision/alreadyComplete(_:)``: nothing is left but to apply.
  public func finish(_ plan: RecoveryPlan) async throws {
    try await bringUp(plan.recommit, discarding: plan.discard)
  }

  /// Later checkpoints go first: the appliers remove what only those list.
  private func bringUp(
    _ commits: [OperatorID: [EpochCommit]], discarding later: [CheckpointID]
  ) async throws {
    if !later.isEmpty { try await store.discard(later) }
    for (sink, applier) in appliers.sorted(by: { $0.key < $1.key }) {
      do {
        _ = try await applier.recover(commits[sink] ?? [])
      } catch let error as WeirError {
        throw error.located(WeirError.Location(operatorID: sink.name))
      }
    }
    try await store.removeIncomplete()
  }
}
