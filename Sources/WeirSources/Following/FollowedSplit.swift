import WeirCore

/// A file that is followed under its name: which file that was, and how far it is read.
public struct FollowedSplit: Split {
  public var path = ""
  /// The file that the position belongs to; both 0 before there was one.
  public var device: UInt64 = 0
  public var inode: UInt64 = 0
  /// The start of the first line that is not read yet.
  public var position: Int64 = 0
  /// Lines before the position.
  public var lineCount: Int64 = 0
  /// Stable hash of the file's first bytes, and of how many: an inode's number is used again.
  public var headHash: UInt64 = 0
  public var headByteCount: Int64 = 0

  public init() {}
  init(path: String) { self.path = path }

  public var id: String { path }

  /// Whether any file has been opened.
  var hasFile: Bool { device != 0 || inode != 0 }

  public mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("path", &path)
    try field("device", &device)
    try field("inode", &inode)
    try field("position", &position)
    try field("lines", &lineCount)
    try field("head_hash", &headHash)
    try field("head_bytes", &headByteCount)
  }
}
