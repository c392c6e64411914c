import WeirCore

/// A part with what manifests say about it: how many of its bytes are committed, and which they
/// are.
struct ListedPart: Sendable {
  let staged: StagedPart
  /// The epoch that sealed the last of its bytes.
  let sealed: CheckpointID
  /// How many bytes of the file are covered.
  let byteCount: UInt64
  /// CRC-32C of those bytes.
  let checksum: UInt32
  /// Whether nothing is written behind them.
  let isClosed: Bool
  /// The checkpoint that commits it; never lower than the epochs in the part's name.
  let epoch: CheckpointID

  /// The part's published name when it ends here.
  var finished: PartName { staged.name.closed(at: sealed) }

  /// The part as one segment speaks of it; nil when no writer of a lines store makes such a one.
  init?(_ segment: Segment, committedBy epoch: CheckpointID) {
    guard let staged = StagedPart(segmentName: segment.name),
      let byteCount = UInt64(exactly: segment.byteCount)
    else { return nil }
    self.staged = staged
    self.epoch = epoch
    guard staged.isOpen else {
      guard segment.detail.isEmpty else { return nil }
      sealed = staged.name.epochs.upperBound
      self.byteCount = byteCount
      checksum = segment.checksum
      isClosed = true
      return
    }
    guard let span = PartSpan(segment.detail) else { return nil }
    let (end, overflow) = span.offset.addingReportingOverflow(byteCount)
    guard !overflow, span.epoch >= staged.name.epochs.lowerBound else { return nil }
    sealed = span.epoch
    self.byteCount = end
    checksum = span.checksum
    isClosed = span.isLast
  }

  /// The parts that these commits list, each once and as the last of them has it, in the order in
  /// which they are listed first.
  /// - Throws: `unusableCheckpoint` when a segment is not of a lines store.
  static func parts(of commits: [EpochCommit], in directory: String) throws -> [ListedPart] {
    var parts: [ListedPart] = []
    var indices: [StagedPart: Int] = [:]
    for commit in commits.sorted(by: { $0.epoch < $1.epoch }) {
      for segment in commit.segments {
        guard let part = ListedPart(segment, committedBy: commit.epoch) else {
          throw SegmentPublisher.refusal(
            "the manifest lists \"\(segment.name)\" as no writer of this store does", directory,
            commit.epoch)
        }
        guard let index = indices[part.staged] else {
          indices[part.staged] = parts.count
          parts.append(part)
          continue
        }
        // A checkpoint lists a segment once; a part grows with each.
        if part.byteCount >= parts[index].byteCount { parts[index] = part }
      }
    }
    return parts
  }
}
