import WeirCore

/// A state file as the manifest names it.
public struct StateMember: Record, Equatable {
  /// The subtask whose state it holds.
  public var chain = 0
  public var subtask = 0
  /// Its name within the checkpoint's directory, which follows from the subtask.
  public var file = ""
  public var byteCount: Int64 = 0
  /// CRC-32C of the whole file.
  public var checksum: UInt32 = 0

  public init() {}
  public init(subtask: SubtaskID, file: String, byteCount: Int64, checksum: UInt32) {
    chain = subtask.chain
    self.subtask = subtask.index
    self.file = file
    self.byteCount = byteCount
    self.checksum = checksum
  }

  public var subtaskID: SubtaskID { SubtaskID(chain: chain, index: subtask) }

  public mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("chain", &chain)
    try field("subtask", &subtask)
    try field("file", &file)
    try field("bytes", &byteCount)
    try field("crc32c", &checksum)
  }
}
