import WeirCore

/// A kind of window: what it is called, and the kernel that carries it out.
public protocol WindowAssigner: Sendable {
  /// For graphs, for example `tumbling 1 h`.
  var label: String { get }
  /// Why such windows cannot be, or nil.
  var problem: String? { get }
  /// Whether it needs event times.
  var needsEventTime: Bool { get }
  /// The operator's inside.
  func kernel<Key: FieldValue, Aggregate: AggregateFunction, Output: FieldValue>(
    allowedLateness: Duration, keyGroups: KeyGroupRange, late: Emitter<Aggregate.Input>?,
    key: @escaping (Aggregate.Input) throws -> Key, aggregate: Aggregate,
    makeResult: @escaping (Key, Window, Aggregate.Output) throws -> Output
  ) -> OperatorKernel<Aggregate.Input, Output>
}

extension AlignedWindows: WindowAssigner {
  public var label: String {
    size == step
      ? "tumbling \(WindowLabel.duration(size))"
      : "sliding \(WindowLabel.duration(size)) every \(WindowLabel.duration(step))"
  }
  public var needsEventTime: Bool { true }

  @inlinable @inline(__always)
  public func kernel<Key: FieldValue, Aggregate: AggregateFunction, Output: FieldValue>(
    allowedLateness: Duration, keyGroups: KeyGroupRange, late: Emitter<Aggregate.Input>?,
    key: @escaping (Aggregate.Input) throws -> Key, aggregate: Aggregate,
    makeResult: @escaping (Key, Window, Aggregate.Output) throws -> Output
  ) -> OperatorKernel<Aggregate.Input, Output> {
    .alignedWindows(
      self, allowedLateness: allowedLateness, keyGroups: keyGroups, late: late, key: key,
      aggregate: aggregate, makeResult: makeResult)
  }
}

extension SessionWindows: WindowAssigner {
  public var label: String { "session gap \(WindowLabel.duration(gap))" }
  public var problem: String? {
    gap <= 0 ? "a session's gap must be at least a millisecond, not \(gap) ms" : nil
  }
  public var needsEventTime: Bool { true }

  @inlinable @inline(__always)
  public func kernel<Key: FieldValue, Aggregate: AggregateFunction, Output: FieldValue>(
    allowedLateness: Duration, keyGroups: KeyGroupRange, late: Emitter<Aggregate.Input>?,
    key: @escaping (Aggregate.Input) throws -> Key, aggregate: Aggregate,
    makeResult: @escaping (Key, Window, Aggregate.Output) throws -> Output
  ) -> OperatorKernel<Aggregate.Input, Output> {
    .sessionWindows(
      self, allowedLateness: allowedLateness, keyGroups: keyGroups, late: late, key: key,
      aggregate: aggregate, makeResult: makeResult)
  }
}

extension GlobalWindows: WindowAssigner {
  public var label: String {
    switch trigger {
    case .endOfInput: "global"
    case .count(let count, _): "global, every \(count) records"
    }
  }
  public var problem: String? {
    if case .count(let count, _) = trigger, count < 1 {
      return "a count trigger must count at least one record, not \(count)"
    }
    return nil
  }
  public var needsEventTime: Bool { false }

  @inlinable @inline(__always)
  public func kernel<Key: FieldValue, Aggregate: AggregateFunction, Output: FieldValue>(
    allowedLateness: Duration, keyGroups: KeyGroupRange, late: Emitter<Aggregate.Input>?,
    key: @escaping (Aggregate.Input) throws -> Key, aggregate: Aggregate,
    makeResult: @escaping (Key, Window, Aggregate.Output) throws -> Output
  ) -> OperatorKernel<Aggregate.Input, Output> {
    .globalWindows(
      self, keyGroups: keyGroups, key: key, aggregate: aggregate, makeResult: makeResult)
  }
}

enum WindowLabel {
  /// A duration in the greatest unit that divides it.
  static func duration(_ milliseconds: Int64) -> String {
    let units: [(Int64, String)] = [
      (86_400_000, "d"), (3_600_000, "h"), (60_000, "min"), (1000, "s"),
    ]
    for (size, name) in units where milliseconds != 0 && milliseconds % size == 0 {
      return "\(milliseconds / size) \(name)"
    }
    return "\(milliseconds) ms"
  }
}
