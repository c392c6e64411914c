import WeirCheckpoints
import WeirCore

/// A checkpoint as `weir checkpoints JOB --json` shows it.
struct CheckpointEntry: Record {
  var checkpoint = ""
  var directory = ""
  /// `complete`, `finished` (complete, and all input read), `incomplete` or `damaged`.
  var status = ""
  var created: EventTime? = nil
  var attempt: UInt64? = nil
  var stateByteCount: Int64? = nil
  /// Epochs that some store had not applied when the checkpoint was completed.
  var unappliedCount: Int? = nil
  /// What is wrong with a damaged one.
  var problem: String? = nil

  init() {}

  init(_ summary: CheckpointSummary) {
    checkpoint = "\(summary.id)"
    directory = summary.directory
    switch summary.status {
    case .incomplete: status = "incomplete"
    case .damaged(let error):
      status = "damaged"
      problem = error.description
    case .complete(let manifest):
      status = manifest.isFinished ? "finished" : "complete"
      created = manifest.created
      attempt = manifest.attempt
      stateByteCount = manifest.stateByteCount
      unappliedCount = manifest.unapplied.count
    }
  }

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("checkpoint", &checkpoint)
    try field("directory", &directory)
    try field("status", &status)
    try field("created", &created)
    try field("attempt", &attempt)
    try field("state_bytes", &stateByteCount)
    try field("unapplied", &unappliedCount)
    try field("problem", &problem)
  }
}
