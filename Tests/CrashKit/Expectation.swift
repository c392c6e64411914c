/// What the finished job's sinks must hold.
struct Expectation: Sendable {
  /// By sink: the SHA-256 of the sorted lines, and how many they are.
  private let expected: [String: (sha256: String, lineCount: Int)]

  init(_ digests: [SinkDigest]) {
    expected = Dictionary(
      uniqueKeysWithValues: digests.map { ($0.sink, ($0.sha256, $0.lineCount)) })
  }

  /// - Parameter source: A file with lines `sha256 sink lines`, or a directory with `<sink>.jsonl`.
  init(reading source: String) throws {
    if Files.isDirectory(source) {
      let names = Files.names(in: source).filter { $0.hasSuffix(".jsonl") }
      self.init(
        names.map { name in
          let lines = JobOutput.sortLines(Files.read("\(source)/\(name)") ?? [])
          return SinkDigest(
            sink: String(name.dropLast(6)), sha256: SHA256.hexadecimal(lines),
            lineCount: JobOutput.lineCount(lines))
        })
    } else {
      guard let content = Files.read(source) else { throw Files.failure("open", source) }
      let lines = String(decoding: content, as: UTF8.self).split(separator: "\n")
      self.init(try lines.map { try Self.digest(line: $0, of: source) })
    }
    if expected.isEmpty { throw CrashError.usage("\(source) names no sink") }
  }

  private static func digest(line: Substring, of source: String) throws -> SinkDigest {
    let fields = line.split(separator: " ")
    guard fields.count == 3, fields[0].utf8.count == 64, let count = Int(fields[2]) else {
      throw CrashError.usage("'\(line)' in \(source) is not sha256, sink, number of lines")
    }
    return SinkDigest(sink: String(fields[1]), sha256: String(fields[0]), lineCount: count)
  }

  /// - Parameter folder: Gets a sink's sorted lines when they are not what they should be.
  /// - Throws: when a sink differs, is missing, or has lines that no one expects.
  func check(_ output: JobOutput, keeping folder: String) throws {
    for digest in output.digests {
      guard let wanted = expected[digest.sink] else {
        throw CrashError.violation("sink \(digest.sink) has lines, but none are expected")
      }
      guard digest.sha256 != wanted.sha256 || digest.lineCount != wanted.lineCount else { continue }
      let kept = "\(folder)/\(digest.sink).actual.jsonl"
      try Files.write(output.sorted[digest.sink] ?? [], to: kept)
      throw CrashError.violation(
        "sink \(digest.sink) has \(digest.lineCount) lines,"
          + " \(output.repeatedLineCount(of: digest.sink)) of them repeated,"
          + " SHA-256 \(digest.sha256); expected \(wanted.lineCount) lines,"
          + " SHA-256 \(wanted.sha256); kept as \(kept)")
    }
    // A sink that has nothing writes nothing.
    for (sink, wanted) in expected where output.sorted[sink] == nil && wanted.lineCount > 0 {
      throw CrashError.violation("sink \(sink) has no lines; expected \(wanted.lineCount)")
    }
  }
}
