/// Handles the records of a stream with what a second, small stream says to all subtasks: rules,
/// settings, a table of reference.
///
/// ```swift
/// struct Limits: BroadcastFunction {
///   func makeShared() -> [String: Int] { [:] }
///   func update(_ limit: Limit, shared: inout [String: Int]) { shared[limit.shop] = limit.cents }
///   func process(_ sale: Sale, shared: [String: Int], context: RecordContext<Alarm>) {
///     if let limit = shared[sale.shop], sale.cents > limit { context.emit(Alarm(sale)) }
///   }
/// }
/// ```
///
/// Every subtask gets all control records in the same order, so the shared state is the same in all
/// of them. That is why `update` gives no output and must depend on nothing but its arguments. How
/// many records a subtask has handled before a control record comes is chance.
public protocol BroadcastFunction<Input, Control, Shared, Output>: Sendable {
  associatedtype Input: FieldValue
  associatedtype Control: FieldValue
  associatedtype Shared: FieldValue
  associatedtype Output: FieldValue
  /// The shared state before any control record.
  func makeShared() -> Shared
  /// Takes a control record, in every subtask.
  func update(_ control: Control, shared: inout Shared) throws
  /// Handles a record, in one subtask.
  func process(_ record: Input, shared: Shared, context: RecordContext<Output>) throws
}

/// As ``BroadcastFunction``, with state and timers for each key of the main stream.
public protocol KeyedBroadcastFunction<Key, Input, Control, State, Shared, Output>: Sendable {
  associatedtype Key: FieldValue
  associatedtype Input: FieldValue
  associatedtype Control: FieldValue
  associatedtype State: FieldValue
  associatedtype Shared: FieldValue
  associatedtype Output: FieldValue
  /// The shared state before any control record.
  func makeShared() -> Shared
  /// Takes a control record, in every subtask.
  func update(_ control: Control, shared: inout Shared) throws
  /// Handles a record of a key.
  func process(
    _ record: Input, state: inout State?, shared: Shared, context: KeyedContext<Key, Output>
  ) throws
  /// Handles a timer of a key.
  func onTimer(
    _ timer: FiredTimer, state: inout State?, shared: Shared, context: KeyedContext<Key, Output>
  ) throws
}

extension KeyedBroadcastFunction {
  public func onTimer(
    _ timer: FiredTimer, state: inout State?, shared: Shared, context: KeyedContext<Key, Output>
  ) throws {}
}

/// What a function without keys sees of the world besides its record.
///
/// The engine fills one context and uses it again for every call; a test makes its own.
public final class RecordContext<Output: FieldValue> {
  /// The record's event time; nil where none is assigned.
  public var time: EventTime?
  /// The operator's watermark.
  public var watermark: EventTime
  /// The wall clock. Results that depend on it are not the same in a replay.
  public var processingTime: ProcessingTime
  private let output: (Output, EventTime?) -> Void
  private let sideOutput: (String, any FieldValue, EventTime) throws -> Void

  public init(
    time: EventTime? = nil, watermark: EventTime = .distantPast,
    processingTime: ProcessingTime = ProcessingTime(milliseconds: 0),
    output: @escaping (Output, EventTime?) -> Void,
    sideOutput: @escaping (String, any FieldValue, EventTime) throws -> Void = { _, _, _ in }
  ) {
    self.time = time
    self.watermark = watermark
    self.processingTime = processingTime
    self.output = output
    self.sideOutput = sideOutput
  }

  /// Sends a record downstream with the time of the current record.
  public func emit(_ record: Output) { output(record, time) }

  /// Sends a record to a side output that the operator declares.
  /// - Throws: `invalidJob` when it does not.
  public func emit<Side: FieldValue>(_ record: Side, to tag: OutputTag<Side>) throws {
    try sideOutput(tag.name, record, time ?? .zero)
  }
}
