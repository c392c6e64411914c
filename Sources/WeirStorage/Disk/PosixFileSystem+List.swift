import Glibc
import WeirCore

extension PosixFileSystem {
  public func list(_ path: String) throws -> [DirectoryEntry] {
    try SystemCall.validate(path)
    guard let directory = opendir(path) else {
      throw WeirError.system("opendir", path, errno: errno)
    }
    defer { closedir(directory) }
    var entries: [DirectoryEntry] = []
    while true {
      errno = 0
      guard let raw = readdir(directory) else {
        if errno != 0 { throw WeirError.system("readdir", path, errno: errno) }
        break
      }
      guard let name = Self.name(of: raw) else {
        throw WeirError(
          .inputOutput, "a name in this directory is not UTF-8; rename that file",
          at: WeirError.Location(file: path), isRetriable: false)
      }
      if name == "." || name == ".." { continue }
      if let kind = try kind(of: raw, name: name, in: path) {
        entries.append(DirectoryEntry(name: name, kind: kind))
      }
    }
    return entries.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  private static func name(of raw: UnsafeMutablePointer<dirent>) -> String? {
    // The name stands in the record itself; copying the record first could cut it.
    let offset = MemoryLayout<dirent>.offset(of: \dirent.d_name) ?? 0
    let start = UnsafeRawPointer(raw).advanced(by: offset).assumingMemoryBound(to: CChar.self)
    return String(validatingCString: start)
  }

  /// Nil when the entry has gone in the meantime.
  private func kind(
    of raw: UnsafeMutablePointer<dirent>, name: String, in path: String
  ) throws -> FileStatus.Kind? {
    switch Int(raw.pointee.d_type) {
    case Int(DT_REG): .file
    case Int(DT_DIR): .directory
    case Int(DT_LNK): .link
    // Some file systems do not say.
    case Int(DT_UNKNOWN): try status(FilePaths.join(path, name))?.kind
    default: .other
    }
  }
}
