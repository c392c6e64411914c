/// The disk as the engine sees it. Every call blocks, so callers run it on a ``BlockingPool``.
///
/// Tests put failing and forgetful disks behind it. Errors are ``WeirError`` with the path.
public protocol FileSystem: Sendable {
  /// Opens a file. Symbolic links in the last component are refused for writing.
  func open(_ path: String, _ mode: FileMode) throws -> any File
  /// Renames a file within a file system.
  /// - Parameter replacing: when false, an existing `target` is an error and stays as it is.
  func rename(_ path: String, to target: String, replacing: Bool) throws
  /// Removes a file; one that does not exist is an error.
  func removeFile(_ path: String) throws
  /// Removes an empty directory.
  func removeDirectory(_ path: String) throws
  /// Creates a directory and those above it; fine when it exists. Mode 0700.
  func createDirectory(_ path: String) throws
  /// The entries of a directory in the order of their names' bytes, without `.` and `..`.
  func list(_ path: String) throws -> [DirectoryEntry]
  /// What is at a path, links not followed; nil when nothing is.
  func status(_ path: String) throws -> FileStatus?
  /// Makes names created, renamed or removed in a directory durable.
  func syncDirectory(_ path: String) throws
}

/// How a file is opened.
public enum FileMode: Sendable {
  /// For reading; it must exist. Links are followed: input files may be links.
  case read
  /// For writing from the start; it must not exist. Mode 0600.
  case createNew
  /// For reading and writing; created when absent. Mode 0600.
  case update
}

/// An open file.
public protocol File: AnyObject, Sendable {
  /// Reads up to the buffer's size from `offset`; 0 only at the end of the file.
  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64) throws -> Int
  /// Writes all bytes at `offset`.
  func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws
  /// Makes the contents durable. After an error the file's state is unknown: never try again.
  func sync() throws
  func truncate(to byteCount: UInt64) throws
  /// Bytes, and identity for telling a rotated file from the same one.
  func status() throws -> FileStatus
  /// Closes it; further calls are errors. Closing twice is fine.
  func close()
}

/// What a file is.
public struct FileStatus: Sendable, Equatable {
  public enum Kind: Sendable, Equatable { case file, directory, link, other }
  public let kind: Kind
  public let byteCount: UInt64
  /// Device and inode: the same as long as it is the same file under whatever name.
  public let device: UInt64
  public let inode: UInt64
  /// Seconds since the Unix epoch.
  public let modified: Int64
  /// Permission bits.
  public let permissions: UInt32
  public init(
    kind: Kind, byteCount: UInt64, device: UInt64, inode: UInt64, modified: Int64,
    permissions: UInt32
  ) {
    self.kind = kind
    self.byteCount = byteCount
    self.device = device
    self.inode = inode
    self.modified = modified
    self.permissions = permissions
  }
}

/// A name in a directory.
public struct DirectoryEntry: Sendable, Equatable {
  public let name: String
  public let kind: FileStatus.Kind
  public init(name: String, kind: FileStatus.Kind) {
    self.name = name
    self.kind = kind
  }
}
