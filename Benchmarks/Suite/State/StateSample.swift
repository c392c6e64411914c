/// What one checkpoint stores.
struct StateSample {
  /// How many events it comes after.
  let events: Int
  /// Of all state files: keyed state, timers, what waits for its watermark, positions of sources.
  let bytes: Int64
  /// Of the whole process, for the report: other jobs may have run in it before.
  var residentBytes: Int64 = 0
}
