import WeirCore

/// A part on its way through a seal.
struct PartSealing: Sendable {
  let part: OpenPart
  let staged: StagedPart
  /// Whether the part is closed.
  let isLast: Bool
  /// Whether nothing came since its last seal.
  let isUnchanged: Bool
  /// Whether it gets another name.
  let moves: Bool

  init(_ part: OpenPart, _ epoch: CheckpointID, isLast: Bool) {
    self.part = part
    self.isLast = isLast
    let first = part.firstEpoch ?? epoch
    let name = PartName(epochs: first...first, id: part.id, compression: part.compression)
    staged = StagedPart(
      bucket: part.bucketName, name: name, isOpen: !isLast || part.firstEpoch != nil)
    isUnchanged = part.firstEpoch != nil && part.isSealed
    moves = part.firstEpoch == nil
  }
}
