import WeirCore

/// A kind of window: what it is called, and the kernel that carries it out.
public protocol WindowForm: Sendable {
  /// For graphs, for example `tumbling 1 h`.
  var label: String { get }
  /// Why such windows cannot be, or nil.
  var problem: String? { get }
  /// Whether it needs event times.
  var needsEventTime: Bool { get }
  /// The same windows for a trigger of the job's own; records then go one by one to the windows that
  /// they belong to.
  func assignment<Input: FieldValue>(of input: Input.Type) -> WindowAssignment<Input>
  /// The operator's inside.
  func kernel<Key: FieldValue, Aggregate: AggregateFunction, Output: FieldValue>(
    allowedLateness: Duration, keyGroups: KeyGroupRange, late: Emitter<Aggregate.Input>?,
    key: @escaping (Aggregate.Input) throws -> Key, aggregate: Aggregate,
    makeResult: @escaping (Key, Window, Aggregate.Output) throws -> Output
  ) -> OperatorKernel<Aggregate.Input, Output>
}

extension AlignedWindows: WindowForm {
  public var label: String {
    size == step
      ? "tumbling \(WindowLabel.duration(size))"
      : "\(isCumulating ? "cumulating" : "sliding") \(WindowLabel.duration(size))"
        + " every \(WindowLabel.duration(step))"
  }
  public var needsEventTime: Bool { true }
  public func assignment<Input: FieldValue>(of input: Input.Type) -> WindowAssignment<Input> {
    WindowAssignment(label: label, problem: problem) { _, time, windows in
      appendWindows(at: time.milliseconds, to: &windows)
    }
  }

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

extension SessionWindows: WindowForm {
  public var label: String { "session gap \(WindowLabel.duration(gap))" }
  public var needsEventTime: Bool { true }
  public func assignment<Input: FieldValue>(of input: Input.Type) -> WindowAssignment<Input> {
    WindowAssignment(label: label, problem: problem, isMerging: true) { _, time, windows in
      windows.append(Window(start: time, end: time.advanced(byMilliseconds: gap)))
    }
  }

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

extension GlobalWindows: WindowForm {
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
  public func assignment<Input: FieldValue>(of input: Input.Type) -> WindowAssignment<Input> {
    var problem = problem
    if trigger != .endOfInput {
      problem = "these windows have a trigger already; say .window(.global).trigger(…) instead"
    }
    return WindowAssignment(
      label: label, problem: problem, needsEventTime: false, areEndless: true
    ) { $2.append(.global) }
  }

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

extension CountWindows: WindowForm {
  public var label: String {
    size == step ? "\(size) records" : "\(size) records every \(step)"
  }
  public var needsEventTime: Bool { false }
  public func assignment<Input: FieldValue>(of input: Input.Type) -> WindowAssignment<Input> {
    WindowAssignment(
      label: label,
      problem: "windows of \(label) have no trigger but their count; aggregate them, with .collect"
        + " if all records are needed", needsEventTime: false
    ) { _, _, _ in }
  }

  @inlinable @inline(__always)
  public func kernel<Key: FieldValue, Aggregate: AggregateFunction, Output: FieldValue>(
    allowedLateness: Duration, keyGroups: KeyGroupRange, late: Emitter<Aggregate.Input>?,
    key: @escaping (Aggregate.Input) throws -> Key, aggregate: Aggregate,
    makeResult: @escaping (Key, Window, Aggregate.Output) throws -> Output
  ) -> OperatorKernel<Aggregate.Input, Output> {
    .countWindows(
      self, keyGroups: keyGroups, key: key, aggregate: aggregate, makeResult: makeResult)
  }
}

/// What windows need of the records that reach them.
public enum WindowInput {
  /// How long a window can be kept in milliseconds: at most for all the time there is.
  @inlinable public static func lateness(_ allowed: Duration) -> Int64 {
    min(max(0, allowed.milliseconds), 1 << 61)
  }

  /// The event times of a batch.
  @inlinable public static func times(
    of batch: AnyBatch
  ) throws -> UnsafeMutablePointer<EventTime> {
    guard let times = batch.times else { throw withoutTime() }
    return times
  }

  @usableFromInline @inline(never) static func withoutTime() -> WeirError {
    WeirError(
      .invalidJob,
      "records without event time reached a window; assign it with eventTime(_:watermarks:)")
  }

  /// The error for a record whose time no event may have.
  @usableFromInline @inline(never) static func refuse(_ time: Int64) -> WeirError {
    WeirError(
      .malformedInput, EventTime(milliseconds: time).refusal, isRetriable: false)
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
