/// How long an operator remembers a key.
public enum Retention: Sendable, Equatable {
  /// Until the watermark is so much past the moment that counts.
  case within(Duration)
  /// For the life of the job: state only grows.
  case forever

  /// Milliseconds of event time; nil: for ever.
  public var milliseconds: Int64? {
    guard case .within(let duration) = self else { return nil }
    return duration.milliseconds
  }

  /// What is wrong with it, or nil.
  public var problem: String? {
    guard let milliseconds else { return nil }
    if milliseconds < 1 {
      return "a key must be remembered for at least a millisecond, not \(milliseconds) ms; say"
        + " .forever to remember all"
    }
    if milliseconds > 1 << 60 {
      return "\(milliseconds) ms is longer than events can lie apart; say .forever"
    }
    return nil
  }
}
