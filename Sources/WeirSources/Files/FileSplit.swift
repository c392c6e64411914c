import WeirCore

/// A part of a file: the lines that start in it, and how far they are read.
public struct FileSplit: Split {
  public var path = ""
  /// Bytes from the start of the file; in a `.gz` file, of what it inflates to.
  public var start: Int64 = 0
  /// Lines that start here or later belong to another split.
  public var end: Int64 = 0
  /// The start of the first line that is not read yet.
  public var position: Int64 = 0
  /// Lines before the position; nil where lines are not counted.
  public var lineCount: Int64? = nil
  /// What the file was when it was found.
  public var identity = FileIdentity()

  public init() {}

  public var id: String { "\(path)#\(start)" }
  public var progress: Int64? { position }

  public mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("path", &path)
    try field("start", &start)
    try field("end", &end)
    try field("position", &position)
    try field("lines", &lineCount)
    try field("identity", &identity)
  }
}
