/// Windows of so many records of a key, in the order in which they come.
///
/// A result's window goes from the earliest event time among its records to just behind the latest;
/// on a stream without event times it is ``Window/global``. Records that have not filled a window
/// when input ends give no result.
public struct CountWindows: Sendable, Equatable {
  /// How many records a window has at most.
  public let size: Int
  /// After how many records there is a result.
  public let step: Int

  /// A result for every `size` records of a key.
  public static func count(_ size: Int) -> CountWindows { CountWindows(size: size, step: size) }

  /// A result after every `step` records of a key, over its last `size` ones: fewer than that at the
  /// beginning, as in Flink.
  public static func count(_ size: Int, every step: Int) -> CountWindows {
    CountWindows(size: size, step: step)
  }

  /// Records of a part: every window is a whole number of them.
  public var slice: Int {
    var (a, b) = (size, step)
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }

  /// Why windows of these measures cannot be, or nil when they can.
  public var problem: String? {
    if size < 1 { return "a window must count at least one record, not \(size)" }
    if step < 1 { return "windows must be at least one record apart, not \(step)" }
    if step > size {
      return "windows of \(size) records every \(step) would lose the records between"
    }
    if size / slice > 10_000 {
      return "windows of \(size) records every \(step) need \(size / slice) parts each;"
        + " choose a step that divides the size better"
    }
    return nil
  }
}
