import WeirCore

/// What an attempt starts from. Pure: the caller observes, and does what is decided.
///
/// Going behind a checkpoint that a store has committed would produce its records a second time
/// with another cut, so that is always refused. Damage of the newest checkpoint is refused too,
/// never passed over: only a person can say that an older one will do.
public enum RecoveryDecision: Sendable {
  /// Nothing was ever completed, or nothing is to be kept. Appliers recover from nothing.
  /// - discard: Complete or damaged checkpoints to remove first.
  case startFresh(discard: [CheckpointID])
  /// Go on from this checkpoint, once its appliers have recovered from what it lists.
  case restore(RecoveryPlan)
  /// Every source was read to its end: only what the checkpoint lists may be left to apply.
  case alreadyComplete(RecoveryPlan)
  /// It cannot be said where to go on.
  case refuse(WeirError)

  public init(_ observation: RecoveryObservation) {
    switch observation.request {
    case .latest: self = Self.latest(observation)
    case .none: self = Self.fresh(observation)
    case .checkpoint(let id): self = Self.named(id, observation)
    case .path(let path): self = Self.outside(path, observation)
    }
  }

  private static func latest(_ observation: RecoveryObservation) -> RecoveryDecision {
    let candidates = observation.checkpoints.filter(\.hasManifest)
    guard let newest = candidates.last else { return fresh(observation) }
    switch newest.status {
    case .complete(let manifest):
      return restore(manifest, from: newest, observation)
    case .damaged(let error):
      return .refuse(damaged(error, newest.id, observation))
    case .incomplete: return fresh(observation)
    }
  }

  private static func fresh(_ observation: RecoveryObservation) -> RecoveryDecision {
    let sorted = observation.committed.sorted { $0.key < $1.key }
    if let (sink, epoch) = sorted.first(where: { $0.value != nil }), let epoch {
      let reason =
        observation.request == .none
        ? "starting from nothing would write its records again; use --from latest, or move "
          + "everything away with --fresh"
        : "no checkpoint covers it; put the checkpoints back, or move everything away with --fresh"
      return .refuse(
        WeirError(
          .unusableCheckpoint, "the store of sink \(sink) has committed up to \(epoch): \(reason)",
          at: .init(operatorID: sink.name)))
    }
    return .startFresh(discard: observation.checkpoints.filter(\.hasManifest).map(\.id))
  }

  private static func named(
    _ id: CheckpointID, _ observation: RecoveryObservation
  ) -> RecoveryDecision {
    guard let found = observation.checkpoints.first(where: { $0.id == id }) else {
      return .refuse(
        WeirError(
          .usage, "there is no \(id); \(choices(observation, except: id))"))
    }
    switch found.status {
    case .complete(let manifest): return restore(manifest, from: found, observation)
    case .damaged(let error): return .refuse(damaged(error, id, observation))
    case .incomplete:
      return .refuse(
        WeirError(
          .unusableCheckpoint, "\(id) was never completed; \(choices(observation, except: id))",
          at: .init(file: found.directory)))
    }
  }

  private static func outside(
    _ path: String, _ observation: RecoveryObservation
  ) -> RecoveryDecision {
    guard let found = observation.requested else {
      return .refuse(
        WeirError(
          .unusableCheckpoint, "there is no checkpoint at this path", at: .init(file: path)))
    }
    switch found.status {
    case .complete(let manifest): return restore(manifest, from: found, observation)
    case .damaged(let error): return .refuse(error)
    case .incomplete:
      return .refuse(
        WeirError(
          .unusableCheckpoint, "this checkpoint was never completed: it has no manifest",
          at: .init(file: found.directory)))
    }
  }
}

extension CheckpointSummary {
  /// Whether its manifest was there, whole or damaged.
  public var hasManifest: Bool {
    if case .incomplete = status { return false }
    return true
  }
}
