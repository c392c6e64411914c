import Glibc
import Synchronization
import WeirCore
import WeirStorage

/// An open file of a ``MemoryFileSystem``. It stays usable when its name is removed.
final class MemoryFile: File {
  /// Larger files are refused, so that a wrong offset is an error and not the end of the process.
  static let byteLimit = 1 << 30

  private let fileSystem: MemoryFileSystem
  private let node: MemoryDisk.NodeID
  private let path: String
  private let life: Int
  private let mode: FileMode
  private let isClosed = Mutex(false)

  init(
    _ fileSystem: MemoryFileSystem, node: MemoryDisk.NodeID, path: String, life: Int,
    mode: FileMode
  ) {
    self.fileSystem = fileSystem
    self.node = node
    self.path = path
    self.life = life
    self.mode = mode
  }

  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64) throws -> Int {
    try withDisk("pread") { disk in
      if mode == .createNew { throw WeirError.system("pread", path, errno: EBADF) }
      let bytes = disk.nodes[node]?.bytes ?? []
      guard let start = Int(exactly: offset), start < bytes.count else { return 0 }
      let count = min(buffer.count, bytes.count - start)
      buffer.copyBytes(from: bytes[start..<start + count])
      return count
    }
  }

  func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws {
    try withDisk("pwrite") { disk in
      try checkWritable("pwrite")
      if bytes.isEmpty { return }
      guard let start = Int(exactly: offset), start <= Self.byteLimit - bytes.count else {
        throw WeirError.system("pwrite", path, errno: EFBIG)
      }
      let end = start + bytes.count
      Self.extend(&disk.nodes[node, default: .init(isDirectory: false)].bytes, to: end)
      disk.nodes[node]?.bytes.replaceSubrange(start..<end, with: bytes)
      disk.touch(node)
    }
  }

  func sync() throws {
    try withDisk("fsync") { $0.syncFile(node) }
  }

  /// What a failing disk does: the bytes are not durable, and no later sync makes them so.
  func loseSync() {
    fileSystem.disk.withLock { $0.nodes[node]?.isSyncLost = true }
  }

  func truncate(to byteCount: UInt64) throws {
    try withDisk("ftruncate") { disk in
      try checkWritable("ftruncate")
      guard let count = Int(exactly: byteCount), count <= Self.byteLimit else {
        throw WeirError.system("ftruncate", path, errno: EFBIG)
      }
      Self.extend(&disk.nodes[node, default: .init(isDirectory: false)].bytes, to: count)
      disk.nodes[node]?.bytes.removeSubrange(count...)
      disk.touch(node)
    }
  }

  func status() throws -> FileStatus {
    try withDisk("fstat") { $0.status(of: node) }
  }

  func close() { isClosed.withLock { $0 = true } }

  private func checkWritable(_ call: String) throws {
    if mode == .read { throw WeirError.system(call, path, errno: EBADF) }
  }

  private func withDisk<Value>(
    _ call: String, _ body: (inout MemoryDisk) throws -> Value
  ) throws -> Value {
    if isClosed.withLock({ $0 }) { throw WeirError.system(call, path, errno: EBADF) }
    return try fileSystem.disk.withLock { disk in
      // A file that was open before the crash is no more.
      if disk.life != life { throw WeirError.system(call, path, errno: EIO) }
      return try body(&disk)
    }
  }

  private static func extend(_ bytes: inout [UInt8], to count: Int) {
    guard bytes.count < count else { return }
    bytes.append(contentsOf: repeatElement(0, count: count - bytes.count))
  }
}
