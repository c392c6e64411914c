import WeirCheckpoints
import WeirCore

/// What `weir checkpoints JOB verify` found out about one checkpoint.
struct CheckpointVerdict: Record {
  var checkpoint = ""
  /// Empty when it can be restored.
  var problems: [Finding] = []

  init() {}

  init(_ id: CheckpointID, _ problems: [Problem]) {
    checkpoint = "\(id)"
    self.problems = problems.map(Finding.init)
  }

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("checkpoint", &checkpoint)
    try field("problems", &problems)
  }

  /// One thing wrong.
  struct Finding: Record {
    var file = ""
    var byteOffset: UInt64? = nil
    var reason = ""

    init() {}

    init(_ problem: Problem) {
      file = problem.file
      byteOffset = problem.byteOffset
      reason = problem.reason
    }

    var text: String { file + (byteOffset.map { ", byte \($0)" } ?? "") + ": " + reason }

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("file", &file)
      try field("byte_offset", &byteOffset)
      try field("reason", &reason)
    }
  }
}
