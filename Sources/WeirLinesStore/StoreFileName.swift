import WeirCore

/// What a name in a lines store stands for. Everything that is not exactly one of these was put
/// there by somebody else and is never touched.
enum StoreFileName: Hashable, Sendable {
  /// A part that readers see.
  case finished(PartName)
  /// A part that is durable and waits for its commit.
  case pending(PartName)
  /// A part that a writer still appends to; it has no epoch yet.
  case inProgress(Attempt, subtask: Int, sequence: UInt64)

  /// The name as it stands in the directory.
  var text: String {
    switch self {
    case .finished(let part): part.finished
    case .pending(let part): part.pending
    case .inProgress(let attempt, let subtask, let sequence):
      ".part-a\(attempt.number)-s\(subtask)-\(sequence).inprogress"
    }
  }

  /// The attempt that wrote it.
  var attempt: Attempt {
    switch self {
    case .finished(let part), .pending(let part): part.attempt
    case .inProgress(let attempt, _, _): attempt
    }
  }

  /// The meaning of a name; nil when the store never writes such a one.
  init?(_ text: String) {
    guard let name = Self.parse(text), name.text.utf8.elementsEqual(text.utf8) else { return nil }
    self = name
  }

  private static func parse(_ text: String) -> StoreFileName? {
    if let part = PartName(finished: text) { return .finished(part) }
    if let part = PartName(pending: text) { return .pending(part) }
    guard text.hasPrefix(".part-"), text.hasSuffix(".inprogress"), text.utf8.count > 17 else {
      return nil
    }
    let fields = text.dropFirst(6).dropLast(11).split(
      separator: "-", omittingEmptySubsequences: false)
    guard fields.count == 3, fields[0].first == "a", fields[1].first == "s",
      let attempt = UInt64(fields[0].dropFirst()), let subtask = Int(fields[1].dropFirst()),
      subtask >= 0, let sequence = UInt64(fields[2])
    else { return nil }
    return .inProgress(Attempt(attempt), subtask: subtask, sequence: sequence)
  }
}
