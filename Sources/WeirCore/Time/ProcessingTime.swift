/// A moment on the wall clock of the machine: milliseconds since 1970-01-01T00:00:00Z.
@frozen
public struct ProcessingTime: Hashable, Comparable, Sendable, BitwiseCopyable {
  /// Milliseconds since the Unix epoch.
  public var milliseconds: Int64

  @inlinable public init(milliseconds: Int64) { self.milliseconds = milliseconds }

  @inlinable
  public static func < (left: ProcessingTime, right: ProcessingTime) -> Bool {
    left.milliseconds < right.milliseconds
  }

  /// The moment `duration` later, clamped to the representable range.
  @inlinable
  public static func + (time: ProcessingTime, duration: Duration) -> ProcessingTime {
    let moved = EventTime(milliseconds: time.milliseconds) + duration
    return ProcessingTime(milliseconds: moved.milliseconds)
  }
}
