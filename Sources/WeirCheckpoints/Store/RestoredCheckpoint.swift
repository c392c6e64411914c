import WeirCore

/// A checkpoint that was read completely and found undamaged.
public struct RestoredCheckpoint: Sendable, Equatable {
  public let manifest: Manifest
  /// Every operator's sections from all its subtasks, in the order of the subtasks.
  public let sections: [OperatorID: [RestoredSection]]

  public init(manifest: Manifest, sections: [OperatorID: [RestoredSection]]) {
    self.manifest = manifest
    self.sections = sections
  }
}
