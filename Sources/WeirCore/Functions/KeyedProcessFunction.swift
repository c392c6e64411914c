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
  @inlinable public init(time: EventTime, kind: TimerKind) {
    self.time = time
    self.kind = kind
  }

  @inlinable public static func == (left: FiredTimer, right: FiredTimer) -> Bool {
    left.time == right.time && left.kind == right.kind
  }
}

/// What a process function sees of the world besides its record and state.
///
/// The engine fills one context and uses it again for every call; a test makes its own.
public final class KeyedContext<Key: FieldValue, Output: FieldValue> {
  /// Behind a pointer, so that a record pays for no exclusivity checks.
  @usableFromInline struct Moment {
    @usableFromInline var key: Key
    @usableFromInline var time: EventTime
    @usableFromInline var watermark: EventTime
    @usableFromInline var processingTime: ProcessingTime
    @usableFromInline var hasEmitted = false
    @inlinable init(
      key: Key, time: EventTime, watermark: EventTime, processingTime: ProcessingTime
    ) {
      self.key = key
      self.time = time
      self.watermark = watermark
      self.processingTime = processingTime
    }
  }

  @usableFromInline let moment: UnsafeMutablePointer<Moment>
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
    moment = .allocate(capacity: 1)
    moment.initialize(
      to: Moment(key: key, time: time, watermark: watermark, processingTime: processingTime))
    self.timers = timers
    self.output = output
    self.sideOutput = sideOutput
  }

  deinit {
    moment.deinitialize(count: 1)
    moment.deallocate()
  }

  /// The key of the record or timer.
  @inlinable public var key: Key {
    get { moment.pointee.key }
    set { moment.pointee.key = newValue }
  }

  /// The record's event time, or the timer's; the Unix epoch where no event time is assigned.
  @inlinable public var time: EventTime {
    get { moment.pointee.time }
    set { moment.pointee.time = newValue }
  }

  /// The operator's watermark.
  @inlinable public var watermark: EventTime {
    get { moment.pointee.watermark }
    set { moment.pointee.watermark = newValue }
  }

  /// The wall clock. Results that depend on it are not the same in a replay.
  @inlinable public var processingTime: ProcessingTime {
    get { moment.pointee.processingTime }
    set { moment.pointee.processingTime = newValue }
  }

  /// Whether anything was sent since this was last set to false.
  @inlinable public var hasEmitted: Bool {
    get { moment.pointee.hasEmitted }
    set { moment.pointee.hasEmitted = newValue }
  }

  /// Sends a record downstream with the time of the current record or timer.
  @inlinable public func emit(_ record: Output) { emit(record, at: time) }

  /// Sends a record downstream with a time of its own.
  @inlinable public func emit(_ record: Output, at time: EventTime) {
    hasEmitted = true
    output(record, time)
  }

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
    hasEmitted = true
    try sideOutput(tag.name, record, time)
  }
}

