import Weir

/// What Flink prints of the checkpoints of a run, beside what every run prints.
struct PeerCheckpoints: Record {
  var count = 0
  var byteCount: Int64 = 0
  /// Milliseconds.
  var durations: [Int64] = []
  var stops: [Int64] = []
  /// Nanoseconds.
  var pauses: [Int64] = []

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("checkpoints", &count)
    try field("checkpoint_bytes", &byteCount)
    try field("checkpoint_durations_ms", &durations)
    try field("checkpoint_stops_ms", &stops)
    try field("checkpoint_pauses_ns", &pauses)
  }
}
