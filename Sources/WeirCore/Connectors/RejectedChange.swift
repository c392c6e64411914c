/// A change that a store refused for good, as the store keeps it.
public struct RejectedChange: Record, Equatable {
  /// What names it within its sink, for ever.
  public struct ID: Record, Hashable {
    public var partition = 0
    /// The epoch that brought it.
    public var epoch: UInt64 = 0
    /// Its place among the epoch's changes of the partition.
    public var sequence: UInt64 = 0

    public init() {}
    public init(partition: Int, epoch: CheckpointID, sequence: UInt64) {
      self.partition = partition
      self.epoch = epoch.number
      self.sequence = sequence
    }

    public mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("partition", &partition)
      try field("epoch", &epoch)
      try field("sequence", &sequence)
    }
  }

  /// What became of it.
  public enum State: String, FieldValue, CaseIterable {
    /// It is refused, and nothing newer came for its key.
    case refused
    /// A newer change of its key is stored.
    case superseded
    /// It was given again and stored.
    case redriven
  }

  public var id = ID()
  public var key = ""
  /// What it would have stored, as text, cut like every dead letter's.
  public var payload = ""
  public var payloadByteCount: Int64 = 0
  public var reason = ""
  public var state = State.refused
  /// How often it was refused: once, and each time that it was given again in vain.
  public var refusalCount: Int64 = 1

  public init() {}

  public mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("id", &id)
    try field("key", &key)
    try field("payload", &payload)
    try field("payload_bytes", &payloadByteCount)
    try field("reason", &reason)
    try field("state", &state)
    try field("refusals", &refusalCount)
  }
}
