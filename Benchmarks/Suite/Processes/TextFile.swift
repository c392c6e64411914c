import Glibc

/// Files that are read and written as one piece.
enum TextFile {
  static func write(_ bytes: [UInt8], to path: String) throws {
    guard let file = fopen(path, "w") else { throw problem("cannot write", path) }
    let written = bytes.withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count, file) }
    guard fclose(file) == 0, written == bytes.count else { throw problem("cannot write", path) }
  }

  static func read(_ path: String) throws -> [UInt8] {
    guard let file = fopen(path, "r") else { throw problem("cannot read", path) }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = chunk.withUnsafeMutableBytes { fread($0.baseAddress, 1, $0.count, file) }
      bytes += chunk[..<count]
      if count == 0 { break }
    }
    guard ferror(file) == 0 else { throw problem("cannot read", path) }
    return bytes
  }

  private static func problem(_ what: String, _ path: String) -> BenchmarkError {
    BenchmarkError("\(what) \(path): \(String(cString: strerror(errno)))")
  }
}
