/// One call that reached a ``FaultyFileSystem``, for asserting their order.
public struct FileSystemCall: Sendable, Equatable, CustomStringConvertible {
  /// Which call; those from `read` to `close` are on an open file.
  public enum Kind: String, Sendable, CaseIterable {
    case open, rename, removeFile, removeDirectory, createDirectory, list, status, syncDirectory
    case read, write, sync, truncate, fileStatus, close
  }

  public let kind: Kind
  public let path: String
  /// The new path of a rename.
  public let target: String?

  public init(_ kind: Kind, _ path: String, to target: String? = nil) {
    self.kind = kind
    self.path = path
    self.target = target
  }

  /// For example `rename /a to /b`.
  public var description: String { "\(kind.rawValue) \(path)" + (target.map { " to \($0)" } ?? "") }

  /// Whether it changes the disk or makes something durable.
  public var isChange: Bool {
    switch kind {
    case .list, .status, .read, .fileStatus, .close, .open: false
    default: true
    }
  }
}
