import Glibc
import WeirCore

extension PosixFileSystem {
  public func rename(_ path: String, to target: String, replacing: Bool) throws {
    try SystemCall.validate(path)
    try SystemCall.validate(target)
    let number =
      replacing
      ? SystemCall.errorNumber { Glibc.rename(path, target) }
      : renameWithoutReplacing(path, target)
    if number != 0 { throw WeirError.system("rename to \(target)", path, errno: number) }
  }

  private typealias RenameWithFlags =
    @convention(c) (Int32, UnsafePointer<CChar>, Int32, UnsafePointer<CChar>, UInt32) -> Int32

  /// Looked up by name, because the system's Swift module leaves GNU extensions out.
  private static let renameat2 = dlsym(nil, "renameat2").map {
    unsafeBitCast($0, to: RenameWithFlags.self)
  }

  /// `RENAME_NOREPLACE` of `linux/fs.h`.
  private static let noReplace: UInt32 = 1

  /// Returns the error number; 0 is success.
  private func renameWithoutReplacing(_ path: String, _ target: String) -> Int32 {
    guard let renameat2 = Self.renameat2 else { return Self.linkThenUnlink(path, target) }
    let number = SystemCall.errorNumber {
      renameat2(AT_FDCWD, path, AT_FDCWD, target, Self.noReplace)
    }
    // EINVAL and ENOSYS: the file system or the kernel does not know the flag.
    return number == EINVAL || number == ENOSYS
      ? Self.linkThenUnlink(path, target) : number
  }

  /// The way for file systems without `RENAME_NOREPLACE`: a link never replaces. A crash between
  /// the two steps leaves one file under both names. Returns the error number.
  static func linkThenUnlink(_ path: String, _ target: String) -> Int32 {
    switch SystemCall.errorNumber({ link(path, target) }) {
    case 0: return SystemCall.errorNumber { unlink(path) }
    case EPERM, EOPNOTSUPP, ENOSYS: return lookThenRename(path, target)
    case let number: return number
    }
  }

  /// The last resort, where there are no links either: the job's lock keeps other writers away
  /// between the two steps. Returns the error number.
  static func lookThenRename(_ path: String, _ target: String) -> Int32 {
    var raw = stat()
    switch SystemCall.errorNumber({ lstat(target, &raw) }) {
    case 0: return EEXIST
    case ENOENT: return SystemCall.errorNumber { Glibc.rename(path, target) }
    case let number: return number
    }
  }
}
