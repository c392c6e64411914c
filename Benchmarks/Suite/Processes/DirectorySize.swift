import Glibc

/// How much is in a directory.
enum DirectorySize {
  /// The bytes of the largest of the files and directories in a directory; 0 when there is none.
  static func largestEntry(of path: String) -> Int64 {
    names(in: path).map { byteCount(of: path + "/" + $0) }.max() ?? 0
  }

  /// The bytes of a file, or of all files in a directory.
  static func byteCount(of path: String) -> Int64 {
    var status = stat()
    guard lstat(path, &status) == 0 else { return 0 }
    guard status.st_mode & S_IFMT == S_IFDIR else { return Int64(status.st_size) }
    return names(in: path).reduce(0) { $0 + byteCount(of: path + "/" + $1) }
  }

  private static func names(in path: String) -> [String] {
    guard let directory = opendir(path) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }
}
