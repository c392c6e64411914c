import WeirCore
import WeirStorage

/// A directory of the machine that goes when nobody refers to it any more.
final class TemporaryPlace: Sendable {
  private let path: String

  init(_ path: String) { self.path = path }

  deinit {
    // What cannot be removed stays in the machine's directory for such files.
    do { try Self.remove(path) } catch { return }
  }

  private static func remove(_ path: String) throws {
    let fileSystem = PosixFileSystem()
    for entry in try fileSystem.list(path) {
      let inner = FilePaths.join(path, entry.name)
      if entry.kind == .directory { try remove(inner) } else { try fileSystem.removeFile(inner) }
    }
    try fileSystem.removeDirectory(path)
  }
}
