import Glibc
import Testing
import WeirCore
import WeirStorage

/// A directory that is removed with everything in it when the test is over.
final class TemporaryDirectory: Sendable {
  let path: String

  init() throws {
    var template = Array("/tmp/weir-sources-XXXXXX".utf8CString)
    let made = mkdtemp(&template)
    path = String(cString: try #require(made))
  }

  deinit { try? Self.remove(path) }

  func file(_ name: String) -> String { path + "/" + name }

  @discardableResult
  func write(_ bytes: [UInt8], to name: String) throws -> String {
    let path = file(name)
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    try writeAll(bytes, to: descriptor)
    return path
  }

  @discardableResult
  func write(_ text: String, to name: String) throws -> String {
    try write(Array(text.utf8), to: name)
  }

  func append(_ text: String, to name: String) throws {
    let descriptor = open(file(name), O_WRONLY | O_APPEND)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    try writeAll(Array(text.utf8), to: descriptor)
  }

  func rename(_ name: String, to target: String) throws {
    try #require(Glibc.rename(file(name), file(target)) == 0)
  }

  func remove(_ name: String) throws { try #require(unlink(file(name)) == 0) }

  private static func remove(_ path: String) throws {
    let disk = PosixFileSystem()
    for entry in try disk.list(path) {
      let inner = path + "/" + entry.name
      if entry.kind == .directory { try remove(inner) } else { try disk.removeFile(inner) }
    }
    try disk.removeDirectory(path)
  }
}

func writeAll(_ bytes: [UInt8], to descriptor: Int32) throws {
  var written = 0
  while written < bytes.count {
    let count = bytes[written...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    try #require(count > 0)
    written += count
  }
}
