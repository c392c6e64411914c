import WeirCore
import WeirStorage

extension FaultyFileSystem {
  public func open(_ path: String, _ mode: FileMode) throws -> any File {
    _ = try admit(FileSystemCall(.open, path))
    return FaultyFile(try disk.open(path, mode), path: path, in: self)
  }

  public func rename(_ path: String, to target: String, replacing: Bool) throws {
    _ = try admit(FileSystemCall(.rename, path, to: target))
    try disk.rename(path, to: target, replacing: replacing)
  }

  public func removeFile(_ path: String) throws {
    _ = try admit(FileSystemCall(.removeFile, path))
    try disk.removeFile(path)
  }

  public func removeDirectory(_ path: String) throws {
    _ = try admit(FileSystemCall(.removeDirectory, path))
    try disk.removeDirectory(path)
  }

  public func createDirectory(_ path: String) throws {
    _ = try admit(FileSystemCall(.createDirectory, path))
    try disk.createDirectory(path)
  }

  public func list(_ path: String) throws -> [DirectoryEntry] {
    _ = try admit(FileSystemCall(.list, path))
    return try disk.list(path)
  }

  public func status(_ path: String) throws -> FileStatus? {
    _ = try admit(FileSystemCall(.status, path))
    return try disk.status(path)
  }

  public func syncDirectory(_ path: String) throws {
    _ = try admit(FileSystemCall(.syncDirectory, path))
    try disk.syncDirectory(path)
  }
}
