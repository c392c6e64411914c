import WeirCore

/// Where the epochs of one sink stand: what its next epoch follows in each partition.
public struct SinkHeads: Record, Equatable {
  /// The sink's stable name.
  public var sink = ""
  /// Every partition that ever had data.
  public var partitions: [PartitionHead] = []

  public init() {}
  public init(sink: OperatorID, heads: [Int: CheckpointID]) {
    self.sink = sink.name
    partitions = PartitionHead.list(heads)
  }

  public mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("sink", &sink)
    try field("partitions", &partitions)
  }
}
