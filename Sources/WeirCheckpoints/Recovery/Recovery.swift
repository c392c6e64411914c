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
    RecoveryDecision(try await observe(request))
  }

  private func observe(_ request: RecoveryRequest) async throws -> RecoveryObservation {
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
    return observation
  }

  /// Carries out ``RecoveryDecision/startFresh(discard:)``.
  public func startFresh(discarding later: [CheckpointID]) async throws {
    _ = try await bringUp([:], discarding: later)
  }

  /// Carries out ``RecoveryDecision/restore(_:)``. The state is read, and found undamaged, before
  /// anything is changed.
  /// - Returns: the state, and what the stores apply while records flow again.
  /// - Throws: `unusableCheckpoint` when the checkpoint or something that it lists is damaged.
  public func restore(
    _ plan: RecoveryPlan
  ) async throws -> (checkpoint: RestoredCheckpoint, backlog: CommitBacklog) {
    let restored = try await load(plan)
    guard restored.manifest == plan.manifest else {
      throw WeirError(
        .unusableCheckpoint, "the checkpoint was changed while it was being read",
        at: .init(file: plan.directory))
    }
    let left = try await bringUp(plan.recommit, discarding: plan.discard)
    var backlog = plan.manifest.backlog(left)
    // Whoever restores goes on: a complete job has something more to read.
    backlog.isFinished = false
    return (restored, backlog)
  }

  /// The state of a checkpoint that was decided on.
  /// - Throws: `unusableCheckpoint` with the damaged file and the ways out.
  public func load(_ plan: RecoveryPlan) async throws -> RestoredCheckpoint {
    do {
      return try await store.load(path: plan.directory)
    } catch let error as WeirError where error.code == .unusableCheckpoint {
      throw RecoveryDecision.damaged(error, plan.manifest.id, try await observe(.latest))
    }
  }

  /// Carries out ``RecoveryDecision/alreadyComplete(_:)``.
  /// - Returns: what is left to apply; no record flows any more.
  public func finish(_ plan: RecoveryPlan) async throws -> CommitBacklog {
    plan.manifest.backlog(try await bringUp(plan.recommit, discarding: plan.discard))
  }

  /// Later checkpoints go first: the appliers remove what only those list.
  /// - Returns: what each store has adopted and not applied.
  private func bringUp(
    _ commits: [OperatorID: [EpochCommit]], discarding later: [CheckpointID]
  ) async throws -> [OperatorID: [EpochCommit]] {
    if !later.isEmpty { try await store.discard(later) }
    var left: [OperatorID: [EpochCommit]] = [:]
    for (sink, applier) in appliers.sorted(by: { $0.key < $1.key }) {
      let listed = commits[sink] ?? []
      do {
        left[sink] = try Self.checked(try await applier.recover(listed), listed)
      } catch let error as WeirError {
        throw error.located(WeirError.Location(operatorID: sink.name))
      }
    }
    try await store.removeIncomplete()
    return left
  }

  /// Only the last of the listed epochs can be left: they are applied in their order.
  private static func checked(
    _ left: [EpochCommit], _ listed: [EpochCommit]
  ) throws -> [EpochCommit] {
    guard left == listed.suffix(left.count) else {
      throw WeirError(
        .unusableCheckpoint,
        "the store says that other epochs are left to apply than the last of those listed",
        domain: .internalFault)
    }
    return left
  }
}
