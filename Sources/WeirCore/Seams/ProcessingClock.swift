/// Where the engine reads time and waits; tests drive one by hand.
public protocol ProcessingClock: Sendable {
  /// The wall clock.
  func now() -> ProcessingTime
  /// A clock that never goes back, for measuring: nanoseconds from an arbitrary start.
  func monotonicNanoseconds() -> UInt64
  /// Waits.
  /// - Throws: `CancellationError` when the task is cancelled meanwhile.
  func sleep(for duration: Duration) async throws
}
