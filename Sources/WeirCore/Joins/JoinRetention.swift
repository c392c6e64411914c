/// How long a join without bounds keeps the records of its two sides.
public enum JoinRetention: Sendable, Equatable {
  /// Until the watermark is so much past a record's time.
  case within(Duration)
  /// For the life of the job: state only grows.
  case forever

  /// Milliseconds of event time; nil: for ever.
  public var milliseconds: Int64? {
    guard case .within(let duration) = self else { return nil }
    return duration.milliseconds
  }

  /// Why records cannot be kept so long, or nil when they can.
  public var problem: String? {
    guard let milliseconds else { return nil }
    if milliseconds < 1 {
      return "a retention must be at least a millisecond, not \(milliseconds) ms; say .forever to"
        + " keep everything"
    }
    if milliseconds > 1 << 60 {
      return "a retention of \(milliseconds) ms is longer than events can lie apart; say .forever"
    }
    return nil
  }
}
