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
  /// What the operator does, in all subtasks.
  func code<Key: FieldValue, Aggregate: AggregateFunction, Output: FieldValue>(
    _ aggregate: Aggregate.Type, key: @escaping @Sendable (Aggregate.Input) throws -> Key,
    makeResult: @escaping @Sendable (Key, Window, Aggregate.Output) throws -> Output
  ) -> OperatorCode<Aggregate.Input, Output>
  /// The operator's inside in one subtask.
  /// - Parameters:
  ///   - code: of ``code(_:key:makeResult:)`` for the same types.
  ///   - key: the keys' type.
  func kernel<Key: FieldValue, Aggregate: AggregateFunction, Output: FieldValue>(
    _ code: OperatorCode<Aggregate.Input, Output>, key: Key.Type, _ aggregate: Aggregate,
    allowedLateness: Duration, keyGroups: KeyGroupRange, late: Emitter<Aggregate.Input>?
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
  public func code<Key: FieldValue, Aggregate: AggregateFunction, Output: FieldValue>(
    _ aggregate: Aggregate.Type, key: @escaping @Sendable (Aggregate.Input) throws -> Key,
    makeResult: @escaping @Sendable (Key, Window, Aggregate.Output) throws -> Output
  ) -> OperatorCode<Aggregate.Input, Output> {
    .alignedWindows(aggregate, key: key, makeResult: makeResult)
  }

  @inlinable
  public func kernel<Key: FieldValue, Aggregate: AggregateFunction, Output: FieldValue>(
    _ code: OperatorCode<Aggregate.Input, Output>, key: Key.Type, _ aggregate: Aggregate,
    allowedLateness: Duration, keyGroups: KeyGroupRange, late: Emitter<Aggregate.Input>?
  ) -> OperatorKernel<Aggregate.Input, Output> {
    let state = AlignedWindowState<Key, Aggregate.Accumulator>(
      windows: self, allowedLateness: allowedLateness, keyGroups: keyGroups)
    return .alignedWindows(code, AggregatedWindows(state, aggregate, late: late))
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
  public func code<Key: FieldValue, Aggregate: AggregateFunction, Output: FieldValue>(
    _ aggregate: Aggregate.Type, key: @escaping @Sendable (Aggregate.Input) throws -> Key,
    makeResult: @escaping @Sendable (Key, Window, Aggregate.Output) throws -> Output
  ) -> OperatorCode<Aggregate.Input, Output> {
    .sessionWindows(aggregate, key: key, makeResult: makeResult)
  }

  @inlinable
  public func kernel<Key: FieldValue, Aggregate: AggregateFunction, Output: FieldValue>(
    _ code: OperatorCode<Aggregate.Input, Output>, key: Key.Type, _ aggregate: Aggregate,
    allowedLateness: Duration, keyGroups: KeyGroupRange, late: Emitter<Aggregate.Input>?
  ) -> OperatorKernel<Aggregate.Input, Output> {
    let state = SessionWindowState<Key, Aggregate.Accumulator>(
      windows: self, allowedLateness: allowedLateness, keyGroups: keyGroups)
    return .sessionWindows(code, AggregatedWindows(state, aggregate, late: late))
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
  public func code<Key: FieldValue, Aggregate: AggregateFunction, Output: FieldValue>(
    _ aggregate: Aggregate.Type, key: @escaping @Sendable (Aggregate.Input) throws -> Key,
    makeResult: @escaping @Sendable (Key, Window, Aggregate.Output) throws -> Output
  ) -> OperatorCode<Aggregate.Input, Output> {
    .globalWindows(aggregate, key: key, makeResult: makeResult)
  }

  @inlinable
  public func kernel<Key: FieldValue, Aggregate: AggregateFunction, Output: FieldValue>(
    _ code: OperatorCode<Aggregate.Input, Output>, key: Key.Type, _ aggregate: Aggregate,
    allowedLateness: Duration, keyGroups: KeyGroupRange, late: Emitter<Aggregate.Input>?
  ) -> OperatorKernel<Aggregate.Input, Output> {
    let state = GlobalWindowState<Key, Aggregate.Accumulator>(
      trigger: trigger, keyGroups: keyGroups)
    return .globalWindows(code, AggregatedWindows(state, aggregate))
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
  public func code<Key: FieldValue, Aggregate: AggregateFunction, Output: FieldValue>(
    _ aggregate: Aggregate.Type, key: @escaping @Sendable (Aggregate.Input) throws -> Key,
    makeResult: @escaping @Sendable (Key, Window, Aggregate.Output) throws -> Output
  ) -> OperatorCode<Aggregate.Input, Output> {
    .countWindows(aggregate, key: key, makeResult: makeResult)
  }

  @inlinable
  public func kernel<Key: FieldValue, Aggregate: AggregateFunction, Output: FieldValue>(
    _ code: OperatorCode<Aggregate.Input, Output>, key: Key.Type, _ aggregate: Aggregate,
    allowedLateness: Duration, keyGroups: KeyGroupRange, late: Emitter<Aggregate.Input>?
  ) -> OperatorKernel<Aggregate.Input, Output> {
    .countWindows(code, CountWindowState<Key, Aggregate>(self, aggregate, keyGroups: keyGroups))
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
