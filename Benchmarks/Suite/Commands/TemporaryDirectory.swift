import Glibc

/// A directory of the benchmark's own.
enum TemporaryDirectory {
  static func make() throws -> String {
    var template = Array("/tmp/weir-bench-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw BenchmarkError("no temporary directory: \(errno)")
    }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Removes what `make` made, with everything in it.
  static func remove(_ path: String) {
    guard path.hasPrefix("/tmp/weir-bench-") else { return }
    removeTree(path)
  }

  private static func removeTree(_ path: String) {
    if let directory = opendir(path) {
      defer { closedir(directory) }
      while let entry = readdir(directory) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        guard name != ".", name != ".." else { continue }
        let child = path + "/" + name
        if entry.pointee.d_type == UInt8(DT_DIR) { removeTree(child) } else { unlink(child) }
      }
    }
    rmdir(path)
  }
}

/// Something the benchmark's user has to know.
struct BenchmarkError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
