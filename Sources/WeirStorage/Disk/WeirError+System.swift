import Glibc
import WeirCore

extension WeirError {
  /// The error of a failed system call, with the remedy where there is a known one.
  /// - Parameters:
  ///   - call: The call's name, for example `write` or `rename to x`.
  ///   - path: The file; it becomes the error's location.
  ///   - number: The value of `errno`.
  public static func system(_ call: String, _ path: String, errno number: Int32) -> WeirError {
    let remedy = remedy(for: number).map { "; \($0)" } ?? ""
    return WeirError(
      .inputOutput, "\(call) failed: \(text(of: number)) (errno \(number))\(remedy)",
      at: Location(file: path), isRetriable: call == "fsync" || !isPermanent(number))
  }

  private static func text(of number: Int32) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
      guard let base = buffer.baseAddress, strerror_r(number, base, buffer.count) == 0 else {
        return "unknown error"
      }
      return String(cString: base)
    }
  }

  private static func remedy(for number: Int32) -> String? {
    switch number {
    case ENOSPC: "free space on this disk, then run the job again"
    case EDQUOT: "free space or raise the quota, then run the job again"
    case EIO: "the disk may be failing: check the system's log"
    case EROFS: "the file system is mounted read-only"
    case EACCES, EPERM: "check the owner and the permissions"
    case EMFILE, ENFILE: "too many open files: raise the limit (ulimit -n)"
    case ENOENT: "check the path"
    case ELOOP: "symbolic links are refused for writing: name the file itself"
    case EEXIST: "it is never replaced: move it away if it is not needed"
    case ESPIPE: "only regular files can be read here, not pipes"
    default: nil
    }
  }

  /// Whether doing the same again meets the same failure until somebody changes something.
  private static func isPermanent(_ number: Int32) -> Bool {
    switch number {
    case ENOENT, EACCES, EPERM, EROFS, ENOTDIR, EISDIR, ELOOP, ENAMETOOLONG, EINVAL, ESPIPE: true
    default: false
    }
  }
}
