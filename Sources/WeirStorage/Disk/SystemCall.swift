import Glibc
import WeirCore

/// Calls the system: repeats what a signal interrupted, throws what failed.
enum SystemCall {
  /// Runs `body` until no signal interrupts it.
  /// - Throws: ``WeirError`` with the call and path when it returns -1.
  @discardableResult
  static func run<Result: FixedWidthInteger & SignedInteger>(
    _ call: String, _ path: String, _ body: () -> Result
  ) throws -> Result {
    while true {
      let result = body()
      if result != -1 { return result }
      let number = errno
      if number != EINTR { throw WeirError.system(call, path, errno: number) }
    }
  }

  /// As `run`, but hands back the error number instead of throwing; 0 is success.
  static func errorNumber(_ body: () -> Int32) -> Int32 {
    while true {
      if body() != -1 { return 0 }
      let number = errno
      if number != EINTR { return number }
    }
  }

  /// Calls `body` with what is left, and how much is done, until it has taken all bytes.
  static func transfer(
    _ call: String, _ path: String, _ bytes: UnsafeRawBufferPointer,
    _ body: (UnsafeRawBufferPointer, Int) -> Int
  ) throws {
    var done = 0
    while done < bytes.count {
      let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
      let count = try run(call, path) { body(rest, done) }
      // The system takes at least one byte or says why not; without this, none would be a loop.
      if count == 0 { throw WeirError.system(call, path, errno: EIO) }
      done += count
    }
  }

  /// Refuses a path that the system would cut short at its NUL byte.
  static func validate(_ path: String) throws {
    if path.utf8.contains(0) {
      throw WeirError(
        .inputOutput, "a path must not contain a NUL byte; rename the file",
        at: WeirError.Location(file: path.replacingNUL), isRetriable: false)
    }
  }
}

extension String {
  fileprivate var replacingNUL: String {
    String(decoding: utf8.map { $0 == 0 ? UInt8(ascii: "?") : $0 }, as: UTF8.self)
  }
}

extension FileStatus {
  init(_ raw: stat) {
    let kind: Kind =
      switch raw.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .directory
      case S_IFLNK: .link
      default: .other
      }
    self.init(
      kind: kind, byteCount: UInt64(clamping: raw.st_size), device: UInt64(raw.st_dev),
      inode: UInt64(raw.st_ino), modified: Int64(raw.st_mtim.tv_sec),
      permissions: UInt32(raw.st_mode & 0o7777))
  }
}
