import Synchronization
import WeirCore
import WeirStorage

/// The machine's disks, with a count of what a checkpoint costs there.
final class CountingFileSystem: FileSystem {
  /// What was asked for so far.
  struct Counts: Equatable, Sendable {
    var syncs = 0
    var opens = 0
    var renames = 0
    var bytes = 0
  }

  private let disk = PosixFileSystem()
  private let state = Mutex(Counts())

  var counts: Counts { state.withLock { $0 } }

  /// The file that a running job writes once a second is no part of a checkpoint.
  static func isCounted(_ path: String) -> Bool {
    !path.hasSuffix("/status.json") && !path.hasSuffix("/status.json.tmp")
  }

  func count(_ path: String, _ change: (inout Counts) -> Void) {
    if Self.isCounted(path) { state.withLock { change(&$0) } }
  }

  func open(_ path: String, _ mode: FileMode) throws -> any File {
    count(path) { $0.opens += 1 }
    return CountingFile(try disk.open(path, mode), path: path, in: self)
  }

  func rename(_ path: String, to target: String, replacing: Bool) throws {
    count(path) { $0.renames += 1 }
    try disk.rename(path, to: target, replacing: replacing)
  }

  func syncDirectory(_ path: String) throws {
    count(path) { $0.syncs += 1 }
    try disk.syncDirectory(path)
  }

  func removeFile(_ path: String) throws { try disk.removeFile(path) }
  func removeDirectory(_ path: String) throws { try disk.removeDirectory(path) }
  func createDirectory(_ path: String) throws { try disk.createDirectory(path) }
  func list(_ path: String) throws -> [DirectoryEntry] { try disk.list(path) }
  func status(_ path: String) throws -> FileStatus? { try disk.status(path) }
}

/// An open file whose syncs and writes are counted.
private final class CountingFile: File {
  private let file: any File
  private let path: String
  private let fileSystem: CountingFileSystem

  init(_ file: any File, path: String, in fileSystem: CountingFileSystem) {
    self.file = file
    self.path = path
    self.fileSystem = fileSystem
  }

  func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws {
    fileSystem.count(path) { $0.bytes += bytes.count }
    try file.write(bytes, at: offset)
  }

  func sync() throws {
    fileSystem.count(path) { $0.syncs += 1 }
    try file.sync()
  }

  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64) throws -> Int {
    try file.read(into: buffer, at: offset)
  }
  func truncate(to byteCount: UInt64) throws { try file.truncate(to: byteCount) }
  func status() throws -> FileStatus { try file.status() }
  func close() { file.close() }
}
