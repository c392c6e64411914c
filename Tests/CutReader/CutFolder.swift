import WeirCore
import WeirLinesStore
import WeirSearchStore
import WeirStorage
import WeirTableStore

/// Writes what a cut holds into a folder: `<sink>.jsonl` for each store, and `epoch`.
struct CutFolder {
  let path: String
  let files: any FileSystem

  /// - Throws: ``SnapshotExpired`` when something went away while it was read.
  func write(_ cut: JobCut) throws {
    try files.createDirectory(path)
    for (sink, snapshot) in cut.lines {
      try write(sink) { add in
        try snapshot.reader.forEachLine { line in
          try add(line)
          return true
        }
      }
    }
    for (sink, snapshot) in cut.tables {
      try write(sink) { add in
        try snapshot.scan { row in
          try row.json().withUnsafeBytes { try add($0) }
          return true
        }
      }
    }
    for (sink, snapshot) in cut.indexes {
      let found = try snapshot.search(.all, SearchOptions(limit: .max))
      guard found.total == found.hits.count, try snapshot.count() == found.total else {
        throw ReaderProblem(
          "\(sink): \(found.total) documents are found and \(found.hits.count) returned, but"
            + " \(try snapshot.count()) are counted")
      }
      try write(sink) { add in
        for hit in found.hits {
          var text = try hit.document.json()
          try text.withUTF8 { try add(UnsafeRawBufferPointer($0)) }
        }
      }
    }
    try write("epoch", Array("\(cut.epoch.number)\n".utf8))
  }

  private func write(
    _ sink: String, _ body: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void
  ) throws {
    var content: [UInt8] = []
    try body { line in
      content.append(contentsOf: line)
      content.append(UInt8(ascii: "\n"))
    }
    try write("\(sink).jsonl", content)
  }

  private func write(_ name: String, _ content: [UInt8]) throws {
    let file = try files.open(FilePaths.join(path, name), .createNew)
    defer { file.close() }
    try content.withUnsafeBytes { try file.write($0, at: 0) }
  }
}
