import WeirCore
import WeirLinesStore
import WeirReading
import WeirSearchStore
import WeirStorage
import WeirTableStore

/// Writes what a cut holds into a folder: `<sink>.jsonl` for each store, and `epoch`.
struct CutFolder {
  let path: String
  let files: any FileSystem

  func write(_ cut: StoresCut) throws {
    try files.createDirectory(path)
    for store in cut.stores {
      try write(store.name) { add in
        switch store.kind {
        case .table: try rows(try cut.table(store.name), add)
        case .search: try documents(try cut.search(store.name), store.name, add)
        case .lines:
          try cut.lines(store.name).forEachLine { line in
            try add(line)
            return true
          }
        }
      }
    }
    try write("epoch", Array("\(cut.epoch.number)\n".utf8))
  }

  private func rows(
    _ table: TableSnapshot, _ add: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    try table.scan { row in
      try row.json().withUnsafeBytes { try add($0) }
      return true
    }
  }

  private func documents(
    _ index: SearchSnapshot, _ name: String, _ add: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    let found = try index.search(.all, SearchOptions(limit: .max))
    let count = try index.count()
    guard found.total == found.hits.count, count == found.total else {
      throw ReaderProblem(
        "\(name): \(found.total) documents are found and \(found.hits.count) returned, but"
          + " \(count) are counted")
    }
    for hit in found.hits {
      var text = try hit.document.json()
      try text.withUTF8 { try add(UnsafeRawBufferPointer($0)) }
    }
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
