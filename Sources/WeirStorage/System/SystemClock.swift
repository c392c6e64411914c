import Glibc
import WeirCore

/// The machine's clocks.
public struct SystemClock: ProcessingClock {
  public init() {}

  public func now() -> ProcessingTime {
    let time = Self.read(CLOCK_REALTIME)
    return ProcessingTime(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
  }

  public func monotonicNanoseconds() -> UInt64 {
    let time = Self.read(CLOCK_MONOTONIC)
    return UInt64(clamping: time.tv_sec) &* 1_000_000_000 &+ UInt64(clamping: time.tv_nsec)
  }

  public func sleep(for duration: Duration) async throws {
    // No instant of the system's clock is further away than it can count.
    try await Task.sleep(for: min(duration, .days(36_500)))
  }

  private static func read(_ clock: clockid_t) -> timespec {
    var time = timespec()
    clock_gettime(clock, &time)
    return time
  }
}
