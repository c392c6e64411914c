import Glibc

/// Everything that a finished job has put into its stores.
struct JobOutput {
  /// All lines of each sink, sorted by their bytes (`LC_ALL=C sort`), each with its line feed.
  let sorted: [String: [UInt8]]

  /// What stands in the lines stores of a data directory.
  init(data: String) throws {
    var contents: [String: [UInt8]] = [:]
    for path in StoreObserver.finishedParts(under: data) {
      let folders = path.split(separator: "/").map(String.init)
      // <job>/stores/<sink>/…/<part>; dead letters are no sink's.
      guard let stores = folders.firstIndex(of: "stores"), stores + 2 < folders.count else {
        continue
      }
      guard let content = Files.read("\(data)/\(path)") else {
        throw CrashError.system("cannot read \(data)/\(path)")
      }
      contents[folders[stores + 1], default: []] += content
    }
    sorted = contents.mapValues(Self.sortLines)
  }

  /// What stands in a cut.
  init(cut: String) throws {
    var contents: [String: [UInt8]] = [:]
    for name in Files.names(in: cut) where name.hasSuffix(".jsonl") {
      guard let content = Files.read("\(cut)/\(name)") else {
        throw CrashError.system("cannot read \(cut)/\(name)")
      }
      if !content.isEmpty { contents[String(name.dropLast(6))] = content }
    }
    sorted = contents.mapValues(Self.sortLines)
  }

  var digests: [SinkDigest] {
    sorted.keys.sorted().map { sink in
      let content = sorted[sink] ?? []
      return SinkDigest(
        sink: sink, sha256: SHA256.hexadecimal(content), lineCount: Self.lineCount(content))
    }
  }

  /// How many lines stand there more than once; more than expected hints at doubled results.
  func repeatedLineCount(of sink: String) -> Int {
    let lines = (sorted[sink] ?? []).split(separator: UInt8(ascii: "\n"))
    return zip(lines, lines.dropFirst()).count { $0.elementsEqual($1) }
  }

  static func lineCount(_ content: [UInt8]) -> Int { content.count { $0 == UInt8(ascii: "\n") } }

  /// Lines in the order of their bytes; a line that is the beginning of another comes first.
  static func sortLines(_ content: [UInt8]) -> [UInt8] {
    content.withUnsafeBufferPointer { bytes in
      var lines: [Range<Int>] = []
      var start = 0
      for end in bytes.indices where bytes[end] == UInt8(ascii: "\n") {
        lines.append(start..<end)
        start = end + 1
      }
      guard let first = bytes.baseAddress else { return [] }
      lines.sort { left, right in
        let order = memcmp(
          first + left.lowerBound, first + right.lowerBound, min(left.count, right.count))
        return order == 0 ? left.count < right.count : order < 0
      }
      var result: [UInt8] = []
      result.reserveCapacity(bytes.count)
      for line in lines { result.append(contentsOf: bytes[line.lowerBound...line.upperBound]) }
      return result
    }
  }
}
