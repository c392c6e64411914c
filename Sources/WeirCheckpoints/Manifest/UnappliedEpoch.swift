import WeirCore

/// An epoch of one sink that was not applied yet when the manifest was written.
public struct UnappliedEpoch: Record, Equatable {
  /// The sink's stable name.
  public var sink = ""
  /// The checkpoint that closed the epoch.
  public var epoch: UInt64 = 0
  /// For each of its partitions that had data before, when that last was.
  public var previous: [PartitionHead] = []
  public var segments: [Segment] = []

  public init() {}
  public init(sink: OperatorID, commit: EpochCommit) {
    self.sink = sink.name
    epoch = commit.epoch.number
    previous = PartitionHead.list(commit.previous)
    segments = commit.segments
  }

  public var commit: EpochCommit {
    EpochCommit(
      epoch: CheckpointID(epoch), segments: segments, previous: PartitionHead.epochs(previous))
  }

  public mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("sink", &sink)
    try field("epoch", &epoch)
    try field("previous", &previous)
    try field("segments", &segments)
  }
}
