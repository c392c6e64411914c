import Weir

/// What checkpoints of so many keys cost at one interval.
struct CheckpointResult: Record, Equatable {
  var engine = "weir"
  var keys = 0
  var parallelism = 1
  /// Milliseconds; 0: none but the last.
  var interval = 0
  var checkpointCount = 0
  /// How long a sink got nothing around a barrier, milliseconds.
  var pause = Spread()
  /// For how long no record could pass by the engine's own count: waiting for other barriers, and
  /// the part of a snapshot that is not in the background; milliseconds. Flink counts it, Weir does
  /// not.
  var stop = Spread()
  /// From a checkpoint's begin until it is complete, milliseconds.
  var duration = Spread()
  /// Bytes of the largest checkpoint.
  var byteCount: Int64 = 0
  /// Records a second.
  var speed = Spread()
  /// The share of throughput that is lost against a run without checkpoints, 0 to 1.
  var lost = 0.0

  init() {}

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("engine", &engine)
    try field("keys", &keys)
    try field("parallelism", &parallelism)
    try field("interval_ms", &interval)
    try field("checkpoints", &checkpointCount)
    try field("pause_ms", &pause)
    try field("stop_ms", &stop)
    try field("duration_ms", &duration)
    try field("bytes", &byteCount)
    try field("records_per_second", &speed)
    try field("lost", &lost)
  }
}
