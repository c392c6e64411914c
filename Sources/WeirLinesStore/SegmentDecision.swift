/// What stands under one of the two names of a listed part.
enum ObservedPart: Equatable, Sendable, CaseIterable {
  case absent
  /// Length and checksum are those that the manifest lists.
  case intact
  /// The part was open at the checkpoint: the bytes that the manifest lists are there, and behind
  /// them some that it does not.
  case longer
  /// Something else stands there.
  case damaged
}

/// What a commit has to do with one listed part, from what stands under its two names.
///
/// Invariants: a finished name is never replaced; nothing is taken for committed that is not there
/// and right; nothing is published that is not right.
enum SegmentDecision: Equatable, Sendable {
  /// The usual case: give the staged part its finished name.
  case publish
  /// Cut off what no checkpoint covers, then publish.
  case truncateAndPublish
  /// An earlier attempt at this commit did it.
  case alreadyPublished
  /// It is published, and a second, needless name is left over from a rename that was made of a
  /// link and an unlink.
  case removePending
  /// The store cannot be made to agree with the manifest.
  case refuse(Refusal)

  enum Refusal: Equatable, Sendable {
    /// Neither name exists: what the manifest lists is lost.
    case missing
    /// The staged part is not what was sealed.
    case pendingDamaged
    /// What stands under the finished name is not what was sealed.
    case finishedDamaged
  }

  init(finished: ObservedPart, pending: ObservedPart) {
    switch (finished, pending) {
    case (.absent, .absent): self = .refuse(.missing)
    case (.absent, .intact): self = .publish
    case (.absent, .longer): self = .truncateAndPublish
    case (.absent, .damaged): self = .refuse(.pendingDamaged)
    case (.intact, .absent): self = .alreadyPublished
    case (.intact, .intact), (.intact, .damaged), (.intact, .longer): self = .removePending
    case (.damaged, _), (.longer, _): self = .refuse(.finishedDamaged)
    }
  }
}
