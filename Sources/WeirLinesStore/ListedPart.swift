import WeirCore

/// A part with what a manifest says about it.
struct ListedPart: Sendable {
  let staged: StagedPart
  let segment: Segment
  /// The checkpoint that commits it; never lower than the epoch in the part's name.
  let epoch: CheckpointID
}
