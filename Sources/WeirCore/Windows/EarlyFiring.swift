/// When a window gives results before its end.
public enum EarlyFiring: Sendable, Hashable {
  case never
  /// After every so many records.
  case records(Int)
  /// Each time the watermark has come so many milliseconds further, counted from the window's start,
  /// when the window has got records since its last result.
  case eventTime(milliseconds: Int64)
  /// So many milliseconds of wall clock after the first record that no result covers yet. Such
  /// results are not the same in a replay; the window's last one is.
  case processingTime(milliseconds: Int64)

  /// Why a window cannot fire so, or nil.
  public var problem: String? {
    switch self {
    case .never: nil
    case .records(let count):
      count < 1 ? "early results must be at least one record apart, not \(count)" : nil
    case .eventTime(let interval), .processingTime(let interval):
      interval < 1 ? "early results must be at least a millisecond apart, not \(interval) ms" : nil
    }
  }
}
