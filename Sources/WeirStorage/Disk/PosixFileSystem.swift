import Glibc
import WeirCore

/// The machine's own disks.
///
/// Interrupted calls are repeated and short writes continued. Every failure is a ``WeirError`` of
/// code `inputOutput` that names the call, the path and the system's reason.
public struct PosixFileSystem: FileSystem {
  public init() {}

  public func open(_ path: String, _ mode: FileMode) throws -> any File {
    try SystemCall.validate(path)
    let flags: Int32 =
      switch mode {
      // Without O_NONBLOCK, opening a named pipe would wait for its writer for ever.
      case .read: O_RDONLY | O_NONBLOCK
      case .createNew: O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW
      case .update: O_RDWR | O_CREAT | O_NOFOLLOW
      }
    let descriptor = try SystemCall.run("open", path) {
      Glibc.open(path, flags | O_CLOEXEC, 0o600)
    }
    return PosixFile(path: path, descriptor: descriptor)
  }

  public func removeFile(_ path: String) throws {
    try SystemCall.validate(path)
    try SystemCall.run("unlink", path) { unlink(path) }
  }

  public func removeDirectory(_ path: String) throws {
    try SystemCall.validate(path)
    try SystemCall.run("rmdir", path) { rmdir(path) }
  }

  public func createDirectory(_ path: String) throws {
    try SystemCall.validate(path)
    let parent = FilePaths.parent(of: path)
    var number = SystemCall.errorNumber { mkdir(path, 0o700) }
    if number == ENOENT, parent != path, parent != "." {
      try createDirectory(parent)
      // It may be refused all the same, as below /proc.
      number = SystemCall.errorNumber { mkdir(path, 0o700) }
    }
    if number == 0 { return }
    var raw = stat()
    // A link to a directory is one: the root of the data may be linked elsewhere.
    if stat(path, &raw) == 0 {
      if raw.st_mode & S_IFMT == S_IFDIR { return }
      if number == EEXIST { number = ENOTDIR }
    }
    throw WeirError.system("mkdir", path, errno: number)
  }

  public func status(_ path: String) throws -> FileStatus? {
    try SystemCall.validate(path)
    var raw = stat()
    switch SystemCall.errorNumber({ lstat(path, &raw) }) {
    case 0: return FileStatus(raw)
    case ENOENT, ENOTDIR: return nil
    case let number: throw WeirError.system("lstat", path, errno: number)
    }
  }

  public func syncDirectory(_ path: String) throws {
    try SystemCall.validate(path)
    let descriptor = try SystemCall.run("open", path) {
      Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    }
    defer { _ = Glibc.close(descriptor) }
    if fsync(descriptor) != 0 { throw WeirError.system("fsync", path, errno: errno) }
  }
}
