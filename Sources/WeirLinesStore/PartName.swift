import WeirCore

/// What tells one part file from every other: no two parts of a store's life have the same one.
///
/// The sequence counts the parts of one writer over all its epochs, an attempt is never used twice,
/// so even a part whose checkpoint was aborted leaves no name behind that could come again.
struct PartName: Hashable, Comparable, Sendable {
  /// The epoch at which the part was sealed. When that checkpoint was aborted the part is committed
  /// with a later one and keeps its name: the commit's epoch is this one or a higher one.
  let epoch: CheckpointID
  let attempt: Attempt
  let subtask: Int
  let sequence: UInt64

  /// The name under which readers see it, for example `part-00000017-a3-s0-0.jsonl`.
  var finished: String { "part-\(padded(epoch.number))-\(writer)-\(sequence).jsonl" }
  /// The name from the barrier until the commit.
  var pending: String { ".\(finished).pending" }

  private var writer: String { "a\(attempt.number)-s\(subtask)" }

  private func padded(_ number: UInt64) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, 8 - digits.utf8.count)) + digits
  }

  static func < (left: PartName, right: PartName) -> Bool {
    (left.epoch, left.attempt, left.subtask, left.sequence)
      < (right.epoch, right.attempt, right.subtask, right.sequence)
  }
}

extension PartName {
  /// The part with that finished name; nil for every text that ``finished`` does not give.
  init?(finished name: String) {
    guard name.hasPrefix("part-"), name.hasSuffix(".jsonl") else { return nil }
    let fields = name.dropFirst(5).dropLast(6).split(
      separator: "-", omittingEmptySubsequences: false)
    guard fields.count == 4, fields[1].first == "a", fields[2].first == "s",
      let epoch = UInt64(fields[0]), let attempt = UInt64(fields[1].dropFirst()),
      let subtask = Int(fields[2].dropFirst()), let sequence = UInt64(fields[3])
    else { return nil }
    self.init(
      epoch: CheckpointID(epoch), attempt: Attempt(attempt), subtask: subtask, sequence: sequence)
    // Signs and further zeros were read as well, but are not what the store writes.
    guard subtask >= 0, name.utf8.elementsEqual(finished.utf8) else { return nil }
  }

  /// The part with that pending name; nil for every text that ``pending`` does not give.
  init?(pending name: String) {
    guard name.hasPrefix("."), name.hasSuffix(".pending") else { return nil }
    self.init(finished: String(name.dropFirst().dropLast(8)))
  }
}
