/// Rounding to multiples on the whole time line.
public enum AlignedTime {
  /// The greatest multiple of `step` that is at most `time`.
  @inlinable public static func floor(_ time: Int64, _ step: Int64) -> Int64 {
    var remainder = time % step
    if remainder < 0 { remainder &+= step }
    return time &- remainder
  }

  /// The smallest multiple of `step` that is at least `time`.
  @inlinable public static func ceiling(_ time: Int64, _ step: Int64) -> Int64 {
    let below = floor(time, step)
    return below == time ? time : below &+ step
  }
}
