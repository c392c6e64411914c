import Glibc
import WeirCore

/// A directory of its own for one test, removed at the end.
final class TemporaryDirectory {
  let path: String

  init() throws {
    let root = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(root)/weir-runner-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw WeirError(.inputOutput, "no temporary directory", at: .init(file: root))
    }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { Self.remove(path) }

  /// Writes a text file below the directory.
  func write(_ text: String, to name: String) throws -> String {
    let file = "\(path)/\(name)"
    guard let stream = fopen(file, "w") else {
      throw WeirError(.inputOutput, "cannot write", at: .init(file: file))
    }
    fputs(text, stream)
    fclose(stream)
    return file
  }

  func read(_ name: String) -> String? {
    guard let stream = fopen("\(path)/\(name)", "r") else { return nil }
    defer { fclose(stream) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&chunk, 1, chunk.count, stream), count > 0 {
      bytes += chunk[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func remove(_ path: String) {
    guard let directory = opendir(path) else {
      _ = unlink(path)
      return
    }
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name == "." || name == ".." { continue }
      let child = "\(path)/\(name)"
      var status = stat()
      let isDirectory = lstat(child, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
      if isDirectory { remove(child) } else { _ = unlink(child) }
    }
    closedir(directory)
    _ = rmdir(path)
  }
}

extension TemporaryDirectory {
  /// Every plain file below a directory with its contents, by path.
  func contents(_ name: String) -> [String: String] {
    var result: [String: String] = [:]
    func visit(_ relative: String) {
      guard let stream = opendir("\(path)/\(relative)") else {
        result[relative] = read(relative)
        return
      }
      defer { closedir(stream) }
      while let entry = readdir(stream) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name != ".", name != ".." { visit("\(relative)/\(name)") }
      }
    }
    visit(name)
    return result
  }
}
