import Glibc
import Synchronization
import WeirCore

/// The right to write in a job's directory, held by at most one process.
///
/// It is a `flock` on a file inside, so it goes when the process goes, however that ends, and it
/// is found by whatever path the directory is reached. POSIX record locks would not do: they vanish
/// when any other descriptor of the file is closed.
public final class DirectoryLock: Sendable {
  /// This process, as it stands in the file.
  public let owner: DirectoryOwner
  private let descriptor: Mutex<Int32?>

  private let path: String

  private init(owner: DirectoryOwner, path: String, descriptor: Int32) {
    self.owner = owner
    self.path = path
    self.descriptor = Mutex(descriptor)
  }

  deinit { release() }

  /// Takes the directory that `path` stands in; it must exist. Does not wait. Blocks for the disk.
  /// - Parameters:
  ///   - path: The lock file; see ``JobPaths/lock``.
  ///   - since: What the owner token says about when.
  /// - Throws: ``WeirError`` of code `directoryOwned`, naming the owner, when another holds it;
  ///   `usage` when everybody may write in the directory or the one above it.
  public static func acquire(
    _ path: String, since: ProcessingTime = SystemClock().now()
  ) throws -> DirectoryLock {
    try SystemCall.validate(path)
    try refuseIfPublic(FilePaths.join(FilePaths.parent(of: path), ".."))
    return try take(path, since)
  }

  /// Takes the right to create a job's directory, to move it away, and to take its lock. It stands
  /// beside the directory, because a lock inside goes away with it.
  /// - Parameter path: See ``JobPaths/entryLock``.
  /// - Throws: As ``acquire(_:since:)``.
  public static func acquireEntry(
    _ path: String, since: ProcessingTime = SystemClock().now()
  ) throws -> DirectoryLock {
    try SystemCall.validate(path)
    return try take(path, since)
  }

  private static func take(_ path: String, _ since: ProcessingTime) throws -> DirectoryLock {
    try refuseIfPublic(FilePaths.parent(of: path))
    for _ in 0..<8 {
      if let descriptor = try lockedDescriptor(path) {
        let owner = DirectoryOwner.current(since: since)
        let lock = DirectoryLock(owner: owner, path: path, descriptor: descriptor)
        try write(owner.text, descriptor, path)
        return lock
      }
    }
    throw WeirError(
      .directoryOwned, "the lock file is being replaced all the time; nothing may remove it",
      at: WeirError.Location(file: path))
  }

  /// The process that holds the directory of the lock file `path`, or nil when none does. Takes no
  /// lock, so it never makes another process's ``acquire(_:since:)`` fail.
  public static func readOwner(_ path: String) throws -> DirectoryOwner? {
    let fileSystem = PosixFileSystem()
    guard try fileSystem.status(path) != nil else { return nil }
    let bytes = try AtomicFile.readAll(path, on: fileSystem, limit: 4096)
    let owner = DirectoryOwner(text: String(decoding: bytes, as: UTF8.self))
    return owner?.isAlive == true ? owner : nil
  }

  /// Gives the directory back. Doing so twice is fine.
  public func release() {
    descriptor.withLock { held in
      guard let descriptor = held.take() else { return }
      _ = ftruncate(descriptor, 0)
      // Not left to `close`: a child between fork and exec still has the descriptor.
      _ = flock(descriptor, LOCK_UN)
      _ = close(descriptor)
    }
  }

  /// Removes the file and gives the lock back. Whoever has opened the file meanwhile finds that it
  /// is no longer the one at its path, and opens another.
  public func remove() {
    descriptor.withLock { held in
      if held != nil { _ = unlink(path) }
    }
    release()
  }

  /// An open and locked lock file; nil when another file took its place meanwhile.
  private static func lockedDescriptor(_ path: String) throws -> Int32? {
    let descriptor = try SystemCall.run("open", path) {
      open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    }
    var isKept = false
    defer { if !isKept { _ = close(descriptor) } }
    switch SystemCall.errorNumber({ flock(descriptor, LOCK_EX | LOCK_NB) }) {
    case 0: break
    case EWOULDBLOCK: throw try owned(path)
    case let number: throw WeirError.system("flock", path, errno: number)
    }
    var held = stat()
    var named = stat()
    try SystemCall.run("fstat", path) { fstat(descriptor, &held) }
    isKept =
      lstat(path, &named) == 0 && named.st_ino == held.st_ino && named.st_dev == held.st_dev
    return isKept ? descriptor : nil
  }

  private static func owned(_ path: String) throws -> WeirError {
    let location = WeirError.Location(file: path)
    guard let owner = try readOwner(path) else {
      return WeirError(
        .directoryOwned, "another process owns the directory; stop it or name another directory",
        at: location)
    }
    let since = EventTime(milliseconds: owner.since.milliseconds)
    return WeirError(
      .directoryOwned,
      "process \(owner.processID) owns the directory since \(since); stop it or name another "
        + "directory", at: location)
  }

  private static func write(_ text: String, _ descriptor: Int32, _ path: String) throws {
    let bytes = Array(text.utf8)
    // Written first and cut afterwards: a reader never finds the file empty in between.
    try bytes.withUnsafeBytes { bytes in
      try SystemCall.transfer("pwrite", path, bytes) { rest, done in
        pwrite(descriptor, rest.baseAddress, rest.count, done)
      }
    }
    try SystemCall.run("ftruncate", path) { ftruncate(descriptor, bytes.count) }
  }

  private static func refuseIfPublic(_ directory: String) throws {
    var raw = stat()
    try SystemCall.run("stat", directory) { stat(directory, &raw) }
    // In a sticky directory such as /tmp nobody can replace what belongs to others.
    if raw.st_mode & 0o002 != 0, raw.st_mode & 0o1000 == 0 {
      throw WeirError(
        .usage, "everybody may write in this directory; run chmod o-w on it",
        at: WeirError.Location(file: directory))
    }
  }
}
