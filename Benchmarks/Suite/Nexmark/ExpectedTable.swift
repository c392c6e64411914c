import Weir
import WeirStorage

/// What a query must give: a line of a folder's `MANIFEST.tsv`, and the table beside it.
struct ExpectedTable {
  /// As it stands in the manifest, for example `q05` or `q12-totals`.
  let query: String
  let rowCount: Int
  /// Of the sorted lines, in hexadecimal.
  let sha256: String
  /// The table itself; nil where the folder has only its hash.
  let bytes: [UInt8]?

  /// All that a folder names, in the manifest's order.
  static func all(in folder: String) throws -> [ExpectedTable] {
    let path = "\(folder)/MANIFEST.tsv"
    guard let manifest = try InputFile.bytes(path) else {
      throw BenchmarkError("\(path) is not there; --check names a folder of expected results")
    }
    let lines = String(decoding: manifest, as: UTF8.self).split(separator: "\n")
    return try lines.dropFirst().map { line in
      let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard cells.count >= 3, let rowCount = Int(cells[1]) else {
        throw BenchmarkError("\(path): \"\(line)\" is no query, row count and hash")
      }
      let table = "\(folder)/\(cells[0]).jsonl"
      return ExpectedTable(
        query: cells[0], rowCount: rowCount, sha256: cells[2],
        bytes: try InputFile.bytes(table) ?? InputFile.bytes(table + ".gz"))
    }
  }

  /// Why a table is not the expected one; nil when it is.
  func difference(of table: CanonicalTable) -> String? {
    if let bytes, let difference = table.firstDifference(from: bytes) { return difference }
    guard table.lines.count == rowCount, table.sha256 == sha256 else {
      return bytes == nil ? "the folder has only the hash" : "the folder's table has another hash"
    }
    return nil
  }
}

/// Files that are read whole.
enum InputFile {
  /// The content, inflated when the name ends in `.gz`; nil when there is no such file.
  static func bytes(_ path: String) throws -> [UInt8]? {
    let files = PosixFileSystem()
    guard try files.status(path) != nil else { return nil }
    let file = try files.open(path, .read)
    guard path.hasSuffix(".gz") else {
      return try chunks { try file.read(into: $0, at: $1) }
    }
    let input = try GzipByteInput(file: file, path: path)
    defer { input.close() }
    return try chunks { buffer, _ in try input.read(into: buffer) }
  }

  private static func chunks(
    _ read: (UnsafeMutableRawBufferPointer, UInt64) throws -> Int
  ) throws -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let offset = UInt64(bytes.count)
      let count = try chunk.withUnsafeMutableBytes { try read($0, offset) }
      if count == 0 { return bytes }
      bytes += chunk[..<count]
    }
  }
}
