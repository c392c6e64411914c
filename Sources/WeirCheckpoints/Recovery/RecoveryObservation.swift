import WeirCore

/// Everything that decides where a job goes on, as it was found at the start of an attempt.
public struct RecoveryObservation: Sendable {
  public var request: RecoveryRequest
  /// What is on disk, by ascending id.
  public var checkpoints: [CheckpointSummary]
  /// For a request by path: what was found there.
  public var requested: CheckpointSummary?
  /// For each sink of the job the highest epoch of which its store shows anything.
  public var committed: [OperatorID: CheckpointID?]
  /// This attempt, which is newer than every other.
  public var attempt: Attempt
  public var keyGroupCount: Int

  public init(
    request: RecoveryRequest, checkpoints: [CheckpointSummary], requested: CheckpointSummary? = nil,
    committed: [OperatorID: CheckpointID?], attempt: Attempt, keyGroupCount: Int
  ) {
    self.request = request
    self.checkpoints = checkpoints
    self.requested = requested
    self.committed = committed
    self.attempt = attempt
    self.keyGroupCount = keyGroupCount
  }

  /// What the job is asked to go on from; nil when that is nothing, or cannot be read.
  var wanted: Manifest? {
    switch request {
    case .latest: checkpoints.last { $0.manifest != nil }?.manifest
    case .none: nil
    case .checkpoint(let id): checkpoints.first { $0.id == id }?.manifest
    case .path: requested?.manifest
    }
  }
}
