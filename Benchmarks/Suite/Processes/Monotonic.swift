import Glibc

/// The clock that all processes of a machine share and that is never set.
enum Monotonic {
  /// Nanoseconds.
  static var now: UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
  }

  static func seconds(since start: UInt64) -> Double { Double(now &- start) / 1e9 }
}
