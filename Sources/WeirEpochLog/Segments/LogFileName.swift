import WeirCore

/// What a name in a log's directory stands for. Everything that is not exactly one of these was put
/// there by somebody else and is never touched.
enum LogFileName: Hashable, Sendable {
  /// A file that a writer has made durable at a barrier.
  case sealed(LogWriterFile, CheckpointID)
  /// A file that a writer still appends to; no manifest lists it.
  case inProgress(LogWriterFile)

  /// The name as it stands in the directory, for example `log-00000017-a3-s0-2.log`.
  var text: String {
    switch self {
    case .sealed(let file, let epoch):
      "log-\(Self.padded(epoch.number))-\(file.text).log"
    case .inProgress(let file): ".log-\(file.text).inprogress"
    }
  }

  var file: LogWriterFile {
    switch self {
    case .sealed(let file, _), .inProgress(let file): file
    }
  }

  /// The meaning of a name; nil for every text that ``text`` does not give, so that no manifest can
  /// lead outside the directory.
  init?(_ text: String) {
    guard let name = Self.parse(text), name.text.utf8.elementsEqual(text.utf8) else { return nil }
    self = name
  }

  private static func parse(_ text: String) -> LogFileName? {
    if text.hasPrefix("log-"), text.hasSuffix(".log") {
      let fields = text.dropFirst(4).dropLast(4).split(
        separator: "-", omittingEmptySubsequences: false)
      guard let first = fields.first, let epoch = UInt64(first),
        let file = LogWriterFile(fields.dropFirst())
      else { return nil }
      return .sealed(file, CheckpointID(epoch))
    }
    guard text.hasPrefix(".log-"), text.hasSuffix(".inprogress") else { return nil }
    let fields = text.dropFirst(5).dropLast(11).split(
      separator: "-", omittingEmptySubsequences: false)
    return LogWriterFile(fields[...]).map { .inProgress($0) }
  }

  private static func padded(_ number: UInt64) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, 8 - digits.utf8.count)) + digits
  }
}

/// What tells one file of a log from every other: no two in a store's life have the same.
struct LogWriterFile: Hashable, Sendable {
  let attempt: Attempt
  let subtask: Int
  /// Position among the files of its writer.
  let number: UInt64

  init(attempt: Attempt, subtask: Int, number: UInt64) {
    self.attempt = attempt
    self.subtask = subtask
    self.number = number
  }

  init?(_ fields: ArraySlice<Substring>) {
    let fields = Array(fields)
    guard fields.count == 3, fields[0].first == "a", fields[1].first == "s",
      let attempt = UInt64(fields[0].dropFirst()), let subtask = Int(fields[1].dropFirst()),
      subtask >= 0, let number = UInt64(fields[2])
    else { return nil }
    self.init(attempt: Attempt(attempt), subtask: subtask, number: number)
  }

  var text: String { "a\(attempt.number)-s\(subtask)-\(number)" }
}
