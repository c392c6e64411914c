/// A durable, checksummed piece of staged output.
public struct Segment: Record, Hashable {
  /// Names the staged file within the sink's directory; no `..`, never absolute.
  public var name = ""
  public var byteCount: Int64 = 0
  /// CRC-32C of the file's bytes.
  public var checksum: UInt32 = 0
  /// How many records it holds.
  public var recordCount: Int64 = 0
  /// The store's partition, where it has partitions.
  public var partition: Int = 0
  /// What else the sink's applier needs; a few bytes.
  public var detail = ""

  public init() {}
  public init(
    name: String, byteCount: Int64, checksum: UInt32, recordCount: Int64, partition: Int = 0,
    detail: String = ""
  ) {
    self.name = name
    self.byteCount = byteCount
    self.checksum = checksum
    self.recordCount = recordCount
    self.partition = partition
    self.detail = detail
  }

  public mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("name", &name)
    try field("bytes", &byteCount)
    try field("crc32c", &checksum)
    try field("records", &recordCount)
    try field("partition", &partition)
    try field("detail", &detail)
  }
}
