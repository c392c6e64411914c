import WeirCore

/// What was found under a checkpoint's name, without reading its state.
public struct CheckpointSummary: Sendable {
  /// Whether it can be restored.
  public enum Status: Sendable {
    /// It has a manifest, which holds.
    case complete(Manifest)
    /// It has no manifest: it was never completed, or is being removed.
    case incomplete
    /// It has a manifest that cannot be used.
    case damaged(WeirError)
  }

  public let id: CheckpointID
  /// Its directory.
  public let directory: String
  public let status: Status

  public init(id: CheckpointID, directory: String, status: Status) {
    self.id = id
    self.directory = directory
    self.status = status
  }

  /// The manifest of a complete checkpoint.
  public var manifest: Manifest? {
    if case .complete(let manifest) = status { return manifest }
    return nil
  }
}
