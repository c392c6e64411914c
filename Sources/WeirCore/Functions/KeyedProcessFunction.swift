/// The primitive of keyed processing: one record or timer at a time, with the key's state, timers
/// and outputs at hand.
///
/// ```swift
/// struct Alert: KeyedProcessFunction {
///   func process(_ payment: Payment, state: inout Total?, context: KeyedContext<String, Alarm>) {
///     var total = state ?? Total()
///     total.cents += payment.cents
///     if total.cents > 100_000 { context.emit(Alarm(account: context.key)) }
///     context.timers.register(at: context.time + .minutes(10))
///     state = total
///   }
///   func onTimer(
///     _ timer: FiredTimer, state: inout Total?, context: KeyedContext<String, Alarm>
///   ) { state = nil }
/// }
/// ```
///
/// Calls for one key never overlap. Setting a state that was there to nil forgets the key and its
/// timers. An error fails the job.
public protocol KeyedProcessFunction<Key, Input, State, Output>: Sendable {
  associatedtype Key: FieldValue
  associatedtype Input: FieldValue
  associatedtype State: FieldValue
  associatedtype Output: FieldValue
  /// Handles one record.
  func process(
    _ record: Input, state: inout State?, context: KeyedContext<Key, Output>
  ) throws
  /// Handles one timer of the key.
  func onTimer(
    _ timer: FiredTimer, state: inout State?, context: KeyedContext<Key, Output>
  ) throws
}

extension KeyedProcessFunction {
  public func onTimer(
    _ timer: FiredTimer, state: inout State?, context: KeyedContext<Key, Output>
  ) throws {}
}

/// Which time line a timer is on.
public enum TimerKind: UInt8, Sendable, Hashable {
  case eventTime = 0
  case processingTime = 1
}

/// A timer whose time has come.
public struct FiredTimer: Sendable, Hashable {
  /// The time it was registered for; the operator's watermark may be later.
  public let time: EventTime
  public let kind: TimerKind
  public init(time: EventTime, kind: TimerKind) {
    self.time = time
    self.kind = kind
  }
}

/// What a process function sees of the world besides its record and state.
///
/// The engine fills one context and uses it again for every call; a test makes its own.
public final class KeyedContext<Key: FieldValue, Output: FieldValue> {
  /// The key of the record or timer.
  public var key: Key
  /// The record's event time, or the timer's; the Unix epoch where no event time is assigned.
  public var time: EventTime
  /// The operator's watermark.
  public var watermark: EventTime
  /// The wall clock. Results that depend on it are not the same in a replay.
  public var processingTime: ProcessingTime
  /// The key's timers.
  public let timers: Timers
  /// What was counted with ``count(_:)`` since the operator began.
  public private(set) var counts: [(name: String, value: UInt64)] = []
  @usableFromInline let output: (Output, EventTime) -> Void
  @usableFromInline let sideOutput: (String, any FieldValue, EventTime) throws -> Void

  public init(
    key: Key, time: EventTime = .zero, watermark: EventTime = .distantPast,
    processingTime: ProcessingTime = ProcessingTime(milliseconds: 0), timers: Timers = Timers(),
    output: @escaping (Output, EventTime) -> Void,
    sideOutput: @escaping (String, any FieldValue, EventTime) throws -> Void = { _, _, _ in }
  ) {
    self.key = key
    self.time = time
    self.watermark = watermark
    self.processingTime = processingTime
    self.timers = timers
    self.output = output
    self.sideOutput = sideOutput
  }

  /// Sends a record downstream with the time of the current record or timer.
  @inlinable public func emit(_ record: Output) { output(record, time) }

  /// Sends a record downstream with a time of its own.
  @inlinable public func emit(_ record: Output, at time: EventTime) { output(record, time) }

  /// Adds one to a count that the job's progress shows under the operator's name.
  public func count(_ name: StaticString) {
    let name = name.description
    if let index = counts.firstIndex(where: { $0.name == name }) {
      counts[index].value &+= 1
    } else {
      counts.append((name, 1))
    }
  }

  /// Sends a record to a side output that the operator declares.
  /// - Throws: `invalidJob` when it does not.
  public func emit<Side: FieldValue>(_ record: Side, to tag: OutputTag<Side>) throws {
    try sideOutput(tag.name, record, time)
  }
}

/// The timer requests of one call, in order; the engine carries them out after it.
public final class Timers {
  /// Something asked of the key's timers.
  public enum Request: Equatable, Sendable {
    case register(FiredTimer)
    case delete(FiredTimer)
  }
  public private(set) var requests: [Request] = []

  public init() {}

  /// Asks for a call of `onTimer` when the watermark reaches `time`. Registering the same time twice
  /// is one timer; a time at or before the watermark fires in the current or next pass.
  public func register(at time: EventTime) {
    requests.append(.register(FiredTimer(time: time, kind: .eventTime)))
  }

  /// Asks for a call of `onTimer` when the wall clock reaches `time`. Timers that came due while the
  /// job was down fire when it is back.
  public func register(at time: ProcessingTime) {
    let time = EventTime(milliseconds: time.milliseconds)
    requests.append(.register(FiredTimer(time: time, kind: .processingTime)))
  }

  /// Takes a timer back; fine when there is none.
  public func delete(at time: EventTime) {
    requests.append(.delete(FiredTimer(time: time, kind: .eventTime)))
  }

  /// Takes a processing-time timer back; fine when there is none.
  public func delete(at time: ProcessingTime) {
    let time = EventTime(milliseconds: time.milliseconds)
    requests.append(.delete(FiredTimer(time: time, kind: .processingTime)))
  }

  /// Forgets the requests, after they were carried out.
  public func removeAll() { requests.removeAll(keepingCapacity: true) }
}
