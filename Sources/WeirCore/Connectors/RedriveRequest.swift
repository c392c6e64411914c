/// Asks a job to take something up again that it had refused.
public struct RedriveRequest: Record, Equatable {
  /// Counts the requests of a job's directory, from 1.
  public var number: UInt64 = 0
  /// The source or sink that refused it, and takes it again.
  public var operatorID = ""
  /// The dead letter's id.
  public var letter = ""
  /// What a source is to read: the refused line, or what it was mended to.
  public var payload: String? = nil
  /// Where the source found it.
  public var file = ""
  public var line: Int64? = nil
  public var byteOffset: Int64 = 0
  /// What a sink is to store: one of the changes that its store refused.
  public var change: RejectedChange.ID? = nil
  /// Whether a sink stores it although its key has a newer change.
  public var isForced = false

  public init() {}

  public mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("number", &number)
    try field("operator", &operatorID)
    try field("letter", &letter)
    try field("payload", &payload)
    try field("file", &file)
    try field("line", &line)
    try field("byte_offset", &byteOffset)
    try field("change", &change)
    try field("forced", &isForced)
  }
}
