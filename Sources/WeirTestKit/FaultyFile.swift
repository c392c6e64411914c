import Glibc
import WeirCore
import WeirStorage

/// An open file whose calls go through the faults of its file system.
final class FaultyFile: File {
  private let file: any File
  private let path: String
  private let fileSystem: FaultyFileSystem

  init(_ file: any File, path: String, in fileSystem: FaultyFileSystem) {
    self.file = file
    self.path = path
    self.fileSystem = fileSystem
  }

  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64) throws -> Int {
    let limit = try fileSystem.admit(FileSystemCall(.read, path)) ?? buffer.count
    let count = min(buffer.count, max(1, limit))
    let part = UnsafeMutableRawBufferPointer(rebasing: buffer[..<count])
    return try file.read(into: part, at: offset)
  }

  func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws {
    guard let limit = try fileSystem.admit(FileSystemCall(.write, path)) else {
      return try file.write(bytes, at: offset)
    }
    try file.write(UnsafeRawBufferPointer(rebasing: bytes[..<min(limit, bytes.count)]), at: offset)
    throw WeirError.system("pwrite", path, errno: ENOSPC)
  }

  func sync() throws {
    _ = try fileSystem.admit(FileSystemCall(.sync, path)) { (file as? MemoryFile)?.loseSync() }
    try file.sync()
  }

  func truncate(to byteCount: UInt64) throws {
    _ = try fileSystem.admit(FileSystemCall(.truncate, path))
    try file.truncate(to: byteCount)
  }

  func status() throws -> FileStatus {
    _ = try fileSystem.admit(FileSystemCall(.fileStatus, path))
    return try file.status()
  }

  /// Always closes; a fault planted here is only noted.
  func close() {
    _ = try? fileSystem.admit(FileSystemCall(.close, path))
    file.close()
  }
}
