import WeirCore
import WeirStorage

/// The machine's disk, with a moment for others right after every rename.
struct HookedDisk: FileSystem {
  let renamed: @Sendable () -> Void
  private let disk = PosixFileSystem()

  init(renamed: @escaping @Sendable () -> Void) { self.renamed = renamed }

  func rename(_ path: String, to target: String, replacing: Bool) throws {
    try disk.rename(path, to: target, replacing: replacing)
    renamed()
  }
  func open(_ path: String, _ mode: FileMode) throws -> any File { try disk.open(path, mode) }
  func removeFile(_ path: String) throws { try disk.removeFile(path) }
  func removeDirectory(_ path: String) throws { try disk.removeDirectory(path) }
  func createDirectory(_ path: String) throws { try disk.createDirectory(path) }
  func list(_ path: String) throws -> [DirectoryEntry] { try disk.list(path) }
  func status(_ path: String) throws -> FileStatus? { try disk.status(path) }
  func syncDirectory(_ path: String) throws { try disk.syncDirectory(path) }
}
