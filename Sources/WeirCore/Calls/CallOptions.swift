/// In which order the results of asynchronous calls go on.
public enum CallOrder: Sendable, Equatable {
  /// In the order of the records. A slow call holds back what is behind it.
  case ordered
  /// As they come, but none before or after a watermark that its record came after or before.
  case unordered
}

/// How an operator makes its asynchronous calls.
public struct CallOptions: Sendable, Equatable {
  public var order: CallOrder
  /// How many records may be inside the operator in each subtask; then its input waits.
  public var capacity: Int
  /// How long one call may take before it is given up.
  public var timeout: Duration
  public var retries: CallRetries

  public init(
    order: CallOrder, capacity: Int, timeout: Duration, retries: CallRetries = .none
  ) {
    self.order = order
    self.capacity = capacity
    self.timeout = timeout
    self.retries = retries
  }

  /// What is wrong with it, or nil.
  public var problem: String? {
    if capacity < 1 {
      return "a capacity of \(capacity) lets no record in; give at least 1"
    }
    if timeout < .milliseconds(1) {
      return "a timeout must be at least a millisecond; give the longest time that a call may take"
    }
    return retries.problem
  }
}
