import Glibc

/// The disk as this tool sees it: whole files and whole trees.
enum Files {
  /// A file that is neither a directory nor a link, under the path it was reached by.
  struct Entry {
    /// Relative to the directory that was walked.
    let path: String
    var name: Substring { path.split(separator: "/").last ?? "" }
  }

  /// The whole content of a file; nil when there is none.
  static func read(_ path: String) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return nil }
    var content = [UInt8](repeating: 0, count: Int(status.st_size) + 1)
    var count = 0
    while true {
      if count == content.count { content.append(contentsOf: repeatElement(0, count: count)) }
      let got = content.withUnsafeMutableBytes { buffer in
        Glibc.read(descriptor, buffer.baseAddress! + count, buffer.count - count)
      }
      if got < 0 { return nil }
      if got == 0 { break }
      count += got
    }
    content.removeLast(content.count - count)
    return content
  }

  /// Writes a file anew.
  static func write(_ content: [UInt8], to path: String) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure("open", path) }
    defer { close(descriptor) }
    var written = 0
    while written < content.count {
      let count = content.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress! + written, $0.count - written)
      }
      guard count > 0 else { throw failure("write", path) }
      written += count
    }
  }

  static func createDirectory(_ path: String) throws {
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw failure("mkdir", path) }
  }

  /// Creates a directory and those above it.
  static func createDirectories(_ path: String) throws {
    for (index, character) in path.enumerated() where character == "/" && index > 0 {
      try createDirectory(String(path.prefix(index)))
    }
    try createDirectory(path)
  }

  /// A new directory of our own for temporary files.
  static func makeTemporaryDirectory() throws -> String {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(parent)/weir-crash-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw failure("mkdtemp", parent) }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// The names in a directory, sorted; none when it cannot be read.
  static func names(in directory: String) -> [String] {
    guard let stream = opendir(directory) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  static func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Every entry under a directory that is not itself one, sorted by path.
  static func walk(_ root: String) -> [Entry] {
    var entries: [Entry] = []
    func visit(_ relative: String) {
      let directory = relative.isEmpty ? root : "\(root)/\(relative)"
      for name in names(in: directory) {
        let path = relative.isEmpty ? name : "\(relative)/\(name)"
        if isDirectory("\(root)/\(path)") { visit(path) } else { entries.append(Entry(path: path)) }
      }
    }
    visit("")
    return entries
  }

  /// Removes a directory that this tool made, with everything in it.
  static func removeTree(_ root: String) {
    for name in names(in: root) {
      let path = "\(root)/\(name)"
      if isDirectory(path) { removeTree(path) } else { unlink(path) }
    }
    rmdir(root)
  }

  /// The end of a log, to be added to a message; empty when there is nothing.
  static func lastLines(of log: String) -> String {
    let lines = String(decoding: read(log) ?? [], as: UTF8.self).split(separator: "\n").suffix(12)
    return lines.isEmpty ? "" : "; its last words:\n    " + lines.joined(separator: "\n    ")
  }

  static func failure(_ call: String, _ path: String) -> CrashError {
    .system("\(call) \(path): \(String(cString: strerror(errno)))")
  }
}
