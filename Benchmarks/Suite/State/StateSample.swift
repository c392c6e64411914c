/// What one checkpoint stores.
struct StateSample: Equatable {
  /// How many events it comes after.
  let events: Int
  /// Of all state files: keyed state, timers, what waits for its watermark, positions of sources.
  let bytes: Int64
}
