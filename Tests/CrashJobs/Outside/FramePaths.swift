import Weir

/// The names in the directory of a ``FrameSink``.
struct FramePaths: Sendable {
  let directory: String
  static let logPrefix = ".pending-"
  static let logSuffix = ".frames"

  var parent: String {
    let end = directory.lastIndex(of: "/") ?? directory.startIndex
    return String(directory[..<end])
  }

  func path(_ name: String) -> String { "\(directory)/\(name)" }

  static func log(_ context: SinkContext, number: Int) -> String {
    "\(logPrefix)a\(context.attempt.number)-s\(context.subtask)-\(number)\(logSuffix)"
  }

  /// The file of lines that a log becomes.
  /// - Returns: nil when no writer names a log so.
  static func lines(ofLog name: String, _ epoch: CheckpointID) -> String? {
    guard name.hasPrefix(logPrefix), name.hasSuffix(logSuffix), !name.contains("/") else {
      return nil
    }
    let digits = String(epoch.number)
    let zeros = String(repeating: "0", count: max(0, 8 - digits.utf8.count))
    let log = name.dropFirst(logPrefix.count).dropLast(logSuffix.count)
    return "part-\(zeros)\(digits)-\(log).jsonl"
  }

  static func temporary(_ lines: String) -> String { ".tmp-\(lines)" }

  /// The epoch of a committed file of lines; nil for other names.
  static func epoch(ofLines name: String) -> CheckpointID? {
    let fields = name.split(separator: "-")
    guard fields.count == 5, fields[0] == "part", name.hasSuffix(".jsonl") else { return nil }
    return UInt64(fields[1]).map { CheckpointID($0) }
  }
}
