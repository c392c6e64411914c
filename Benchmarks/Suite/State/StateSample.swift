/// What one checkpoint stores.
struct StateSample {
  /// How many events it comes after.
  let events: Int
  /// Of all state files: keyed state, timers, what waits for its watermark, positions of sources.
  let bytes: Int64
  /// Of the whole process, with what its allocator keeps of freed memory and what earlier jobs
  /// left. It is reported and decides nothing.
  var residentBytes: Int64 = 0
}
