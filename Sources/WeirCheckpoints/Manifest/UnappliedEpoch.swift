import WeirCore

/// An epoch of one sink that was not applied yet when the manifest was written.
public struct UnappliedEpoch: Record, Equatable {
  /// The sink's stable name.
  public var sink = ""
  /// The checkpoint that closed the epoch.
  public var epoch: UInt64 = 0
  public var segments: [Segment] = []

  public init() {}
  public init(sink: OperatorID, commit: EpochCommit) {
    self.sink = sink.name
    epoch = commit.epoch.number
    segments = commit.segments
  }

  public var commit: EpochCommit {
    EpochCommit(epoch: CheckpointID(epoch), segments: segments)
  }

  public mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("sink", &sink)
    try field("epoch", &epoch)
    try field("segments", &segments)
  }
}
