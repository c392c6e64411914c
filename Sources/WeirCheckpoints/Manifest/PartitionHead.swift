import WeirCore

/// The newest epoch in which a partition of a store had data.
public struct PartitionHead: Record, Hashable {
  public var partition = 0
  public var epoch: UInt64 = 0

  public init() {}
  public init(partition: Int, epoch: CheckpointID) {
    self.partition = partition
    self.epoch = epoch.number
  }

  public mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("partition", &partition)
    try field("epoch", &epoch)
  }

  /// Epochs by partition as a list, in the order of the partitions.
  static func list(_ epochs: [Int: CheckpointID]) -> [PartitionHead] {
    epochs.sorted { $0.key < $1.key }.map { PartitionHead(partition: $0.key, epoch: $0.value) }
  }

  /// The epochs of a list by partition.
  static func epochs(_ list: [PartitionHead]) -> [Int: CheckpointID] {
    Dictionary(list.map { ($0.partition, CheckpointID($0.epoch)) }, uniquingKeysWith: max)
  }

  /// What cannot be of a list in a file, in words: a partition twice, or an epoch after `newest`.
  static func problem(_ list: [PartitionHead], newest: UInt64, of sink: String) -> String? {
    var seen: Set<Int> = []
    for head in list {
      if head.partition < 0 { return "a partition of sink \(sink) has a negative number" }
      if head.epoch == 0 || head.epoch > newest {
        return "partition \(head.partition) of sink \(sink) has data of epoch \(head.epoch), "
          + "which cannot be before its time"
      }
      if !seen.insert(head.partition).inserted {
        return "partition \(head.partition) of sink \(sink) is listed twice"
      }
    }
    return nil
  }
}
