import WeirCore

/// The writer of a part and its place among that writer's parts. No two parts of a store's life
/// have the same one: the sequence counts over all epochs, and an attempt is never used twice. It
/// stays the same through all the names that the part has.
struct PartID: Hashable, Comparable, Sendable {
  let attempt: Attempt
  let subtask: Int
  let sequence: UInt64

  /// As it stands in file names, for example `a3-s0-12`.
  var text: String { "a\(attempt.number)-s\(subtask)-\(sequence)" }

  init(attempt: Attempt, subtask: Int, sequence: UInt64) {
    self.attempt = attempt
    self.subtask = subtask
    self.sequence = sequence
  }

  /// Reads three fields of a name. Signs and further zeros are read as well: the caller compares
  /// the whole name with what the store would write.
  init?(fields: some RandomAccessCollection<Substring>) {
    let fields = Array(fields)
    guard fields.count == 3, fields[0].first == "a", fields[1].first == "s",
      let attempt = UInt64(fields[0].dropFirst()), let subtask = Int(fields[1].dropFirst()),
      subtask >= 0, let sequence = UInt64(fields[2])
    else { return nil }
    self.init(attempt: Attempt(attempt), subtask: subtask, sequence: sequence)
  }

  static func < (left: PartID, right: PartID) -> Bool {
    (left.attempt, left.subtask, left.sequence) < (right.attempt, right.subtask, right.sequence)
  }
}
