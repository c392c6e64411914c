import Glibc
import WeirCore

/// The files that SQLite opens by itself, outside of the engine's file system: made private and
/// never reached through a symbolic link.
public enum SQLiteFile {
  /// Makes the file (mode 0600) and its directory (0700) durable when they do not exist.
  /// - Throws: `unusableCheckpoint` when something else is in the place, or others may write it.
  public static func prepare(_ path: String) throws {
    try prepareDirectory(parent(of: path))
    if try exists(path) { return }
    // A file that exists is never opened and closed here: that would drop the locks of every other
    // connection of this process.
    let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure("create", path) }
    close(descriptor)
    try synchronizeDirectory(parent(of: path))
  }

  /// Whether the file is there, and fit to be opened.
  /// - Throws: `unusableCheckpoint` when it is no plain file, or group or others may write it.
  public static func exists(_ path: String) throws -> Bool {
    var status = stat()
    guard lstat(path, &status) == 0 else {
      if errno == ENOENT { return false }
      throw failure("look at", path)
    }
    guard status.st_mode & S_IFMT == S_IFREG, status.st_mode & 0o022 == 0 else {
      throw WeirError(
        .unusableCheckpoint,
        "this is no plain file that only its owner may write; put the store's own file there",
        at: .init(file: path))
    }
    return true
  }

  /// The path with the links of its directory followed, but not of the file.
  static func resolved(_ path: String) throws -> String {
    let directory = parent(of: path)
    guard let real = realpath(directory, nil) else { throw failure("find", directory) }
    defer { free(real) }
    let bytes = Array(path.utf8)
    let start = bytes.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
    return String(cString: real) + "/" + String(decoding: bytes[start...], as: UTF8.self)
  }

  private static func prepareDirectory(_ directory: String) throws {
    var status = stat()
    if stat(directory, &status) == 0 {
      if status.st_mode & S_IFMT == S_IFDIR { return }
      throw WeirError(
        .unusableCheckpoint, "this is no directory; give the store one of its own",
        at: .init(file: directory))
    }
    guard errno == ENOENT else { throw failure("look at", directory) }
    let above = parent(of: directory)
    if above != directory { try prepareDirectory(above) }
    guard mkdir(directory, 0o700) == 0 || errno == EEXIST else {
      throw failure("create", directory)
    }
    try synchronizeDirectory(above)
  }

  private static func synchronizeDirectory(_ directory: String) throws {
    let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure("open", directory) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw failure("sync", directory) }
  }

  private static func parent(of path: String) -> String {
    let bytes = Array(path.utf8)
    guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == 0 ? "/" : String(decoding: bytes[..<slash], as: UTF8.self)
  }

  private static func failure(_ action: String, _ path: String) -> WeirError {
    let code = errno
    return WeirError(
      .inputOutput, "cannot \(action) it: \(String(cString: strerror(code)))",
      at: .init(file: path))
  }
}
