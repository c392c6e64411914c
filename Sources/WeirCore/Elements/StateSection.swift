/// The state of one operator in one subtask, as a snapshot holds it.
///
/// The bytes are the operator's own format, led by the schema of what they hold; files put length
/// and checksum around them.
public struct StateSection: Sendable, Equatable {
  /// The operator's stable name.
  public let operatorID: OperatorID
  /// What the section holds, for example `keyed`, `splits`, `watermark`; an operator may have several.
  public let name: String
  public let bytes: [UInt8]

  public init(operatorID: OperatorID, name: String, bytes: [UInt8]) {
    self.operatorID = operatorID
    self.name = name
    self.bytes = bytes
  }
}

/// A section of a checkpoint with the subtask that wrote it.
public struct RestoredSection: Sendable, Equatable {
  /// The subtask of the operator that wrote it, under the parallelism of that time.
  public let subtask: Int
  public let section: StateSection
  public init(subtask: Int, section: StateSection) {
    self.subtask = subtask
    self.section = section
  }
}
