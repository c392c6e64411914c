import Glibc
import WeirCore

@testable import WeirStorage

/// A directory of the machine that goes when the test ends.
final class TemporaryDirectory: Sendable {
  let path: String

  init() throws {
    var template = Array("/tmp/weir-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw WeirError.system("mkdtemp", "/tmp", errno: errno)
    }
    path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  deinit { try? Self.remove(path) }

  func file(_ name: String) -> String { FilePaths.join(path, name) }

  private static func remove(_ path: String) throws {
    let fileSystem = PosixFileSystem()
    for entry in try fileSystem.list(path) {
      let inner = FilePaths.join(path, entry.name)
      if entry.kind == .directory { try remove(inner) } else { try fileSystem.removeFile(inner) }
    }
    try fileSystem.removeDirectory(path)
  }
}

extension FileSystem {
  /// Creates a file with these contents.
  func put(_ text: String, at path: String) throws {
    let file = try open(path, .createNew)
    defer { file.close() }
    try file.write(text)
  }

  /// The contents of a small file.
  func text(_ path: String) throws -> String {
    String(decoding: try AtomicFile.readAll(path, on: self, limit: 1 << 20), as: UTF8.self)
  }
}

extension File {
  func write(_ text: String, at offset: UInt64 = 0) throws {
    try Array(text.utf8).withUnsafeBytes { try write($0, at: offset) }
  }
}

/// The ``WeirError`` that `body` throws; nil when it throws none.
func weirError(_ body: () throws -> Void) -> WeirError? {
  do {
    try body()
    return nil
  } catch {
    return error as? WeirError
  }
}

/// This process's descriptor of the file `path`; nil when it is not open.
func openDescriptor(of path: String) -> Int32? {
  (3..<1024).first { number in
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 4096) { buffer in
      guard let base = buffer.baseAddress else { return false }
      let count = readlink("/proc/self/fd/\(number)", base, buffer.count)
      guard count > 0 else { return false }
      return buffer[..<count].map { UInt8(bitPattern: $0) } == Array(path.utf8)
    }
  }
}
