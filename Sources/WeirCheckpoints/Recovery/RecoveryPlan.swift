import WeirCore

/// What to do, in this order, before a record flows: load the checkpoint's state, remove the later
/// checkpoints, have the appliers recover, remove incomplete checkpoints.
public struct RecoveryPlan: Sendable, Equatable {
  public let manifest: Manifest
  /// Where the checkpoint is.
  public let directory: String
  /// For each sink the epochs to apply again; each may be applied already.
  public let recommit: [OperatorID: [EpochCommit]]
  /// Later checkpoints, which no store has committed. Restored over, they would be taken for the
  /// latest at the next start.
  public let discard: [CheckpointID]

  public init(
    manifest: Manifest, directory: String, recommit: [OperatorID: [EpochCommit]],
    discard: [CheckpointID]
  ) {
    self.manifest = manifest
    self.directory = directory
    self.recommit = recommit
    self.discard = discard
  }
}
