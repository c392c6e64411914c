/// The state of one operator in one subtask, as a snapshot holds it.
///
/// The bytes are the operator's own format, led by the schema of what they hold; files put length
/// and checksum around them.
public struct StateSection: Sendable, Equatable {
  /// The operator's stable name.
  public let operatorID: OperatorID
  /// What the section holds, for example `keyed`, `splits`, `watermark`; an operator may have several.
  public let name: String
  /// The buffer that the operator wrote, as it is: state can be large, and a copy would double what
  /// a snapshot costs. Nothing is written to it any more.
  public let bytes: ByteBuffer

  /// - Parameter bytes: given up by the caller.
  public init(operatorID: OperatorID, name: String, bytes: ByteBuffer) {
    self.operatorID = operatorID
    self.name = name
    self.bytes = bytes
  }

  public static func == (left: Self, right: Self) -> Bool {
    left.operatorID == right.operatorID && left.name == right.name
      && left.bytes.withUnsafeBytes { left in
        right.bytes.withUnsafeBytes { right in left.elementsEqual(right) }
      }
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
