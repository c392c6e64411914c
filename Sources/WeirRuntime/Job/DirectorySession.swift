import WeirCore
import WeirStorage

/// A job's directory in the hands of this process.
struct DirectorySession: Sendable {
  private let lock: DirectoryLock

  /// Creates the directory when it is not there and takes its lock.
  /// - Parameter isFresh: moves what is there to the first free `<job>.old-N` beside it.
  static func begin(
    _ paths: JobPaths, isFresh: Bool, environment: Environment
  ) async throws -> DirectorySession {
    try await environment.blocking.run {
      try take(paths, isFresh: isFresh, environment.fileSystem, since: environment.clock.now())
    }
  }

  /// As ``begin(_:isFresh:environment:)``; blocks.
  static func take(
    _ paths: JobPaths, isFresh: Bool, _ fileSystem: any FileSystem, since: ProcessingTime
  ) throws -> DirectorySession {
    try fileSystem.createDirectory(paths.dataDirectory)
    // The directory's own lock moves away with it; this one keeps its place free for us.
    let entry = try DirectoryLock.acquireEntry(paths.entryLock, since: since)
    defer { entry.remove() }
    try fileSystem.createDirectory(paths.directory)
    let lock = try DirectoryLock.acquire(paths.lock, since: since)
    guard isFresh, try fileSystem.list(paths.directory).contains(where: { $0.name != "lock" })
    else { return DirectorySession(lock: lock) }
    defer { lock.release() }
    var number = 1
    while try fileSystem.status(paths.retired(number)) != nil { number += 1 }
    try fileSystem.rename(paths.directory, to: paths.retired(number), replacing: false)
    try fileSystem.createDirectory(paths.directory)
    try fileSystem.syncDirectory(paths.dataDirectory)
    return DirectorySession(lock: try DirectoryLock.acquire(paths.lock, since: since))
  }

  func end() { lock.release() }
}
