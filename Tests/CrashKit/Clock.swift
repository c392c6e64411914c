import Glibc

/// The machine's monotonic clock, in nanoseconds.
enum Clock {
  static var now: UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  /// Waits without using the processor.
  static func sleep(nanoseconds: UInt64) {
    var time = timespec(
      tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
    nanosleep(&time, nil)
  }

  /// Reads `250ms`, `10s`, `2m`; nil for anything else.
  static func nanoseconds(_ text: String) -> UInt64? {
    for (unit, factor) in [("ms", 1_000_000), ("s", 1_000_000_000), ("m", 60_000_000_000)]
    where text.hasSuffix(unit) {
      guard let count = UInt64(text.dropLast(unit.count)) else { continue }
      let (product, overflow) = count.multipliedReportingOverflow(by: UInt64(factor))
      return overflow ? nil : product
    }
    return nil
  }
}
