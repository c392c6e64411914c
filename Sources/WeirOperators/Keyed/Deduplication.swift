import WeirCore

/// Which record of several of one key goes on.
public enum DuplicateKeeping: Sendable, Equatable {
  /// The one that came first, at once.
  case first
  /// The one with the greatest event time, of equal ones the one that came last, when time is over.
  case last
}

/// Lets one record of each key through within a stretch of event time.
///
/// A record opens a stretch when it is in none: all times less than `within` before or after its
/// own. Further records of the stretch are its duplicates. A stretch is forgotten when the
/// watermark says that no record of it can come any more.
public struct Deduplication<Key: FieldValue, Element: FieldValue>: KeyedProcessFunction {
  public typealias Input = Element
  public typealias Output = Element

  @usableFromInline let keeping: DuplicateKeeping
  /// Milliseconds; nil: for ever.
  @usableFromInline let within: Int64?
  @usableFromInline let allowedLateness: Duration
  @usableFromInline let lateTag: OutputTag<Element>?

  @inlinable public init(
    keeping: DuplicateKeeping, retention: Retention, allowedLateness: Duration,
    lateTo: OutputTag<Element>?
  ) {
    self.keeping = keeping
    within = retention.milliseconds
    self.allowedLateness = allowedLateness
    lateTag = lateTo
  }

  /// The open stretches of one key, usually one.
  public struct State: Record {
    @usableFromInline var stretches: [DuplicateStretch<Element>] = []

    @inlinable public init() {}

    @inlinable public mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("stretches", &stretches)
    }
  }

  @inlinable public func process(
    _ record: Element, state: inout State?, context: KeyedContext<Key, Element>
  ) throws {
    let time = context.time
    if let index = state?.stretches.firstIndex(where: { holds($0, time) }) {
      context.count("duplicates")
      if keeping == .last { state?.stretches[index].offer(record, at: time) }
      return
    }
    // Whether such a record was there before is no longer known.
    guard within == nil || time > context.watermark - allowedLateness else {
      context.count("late")
      if let lateTag { try context.emit(record, to: lateTag) }
      return
    }
    var stretch = DuplicateStretch<Element>()
    (stretch.start, stretch.time) = (time, time)
    if keeping == .last { stretch.record = record }
    if state == nil { state = State() }
    state?.stretches.append(stretch)
    if keeping == .first {
      context.emit(record)
      if within == nil { return }
    }
    context.timers.register(at: end(of: stretch))
  }

  @inlinable public func onTimer(
    _ timer: FiredTimer, state: inout State?, context: KeyedContext<Key, Element>
  ) throws {
    guard let stretches = state?.stretches else { return }
    var left: [DuplicateStretch<Element>] = []
    for stretch in stretches {
      if end(of: stretch) > timer.time {
        left.append(stretch)
      } else if let record = stretch.record {
        context.emit(record, at: within == nil ? stretch.time : timer.time)
      }
    }
    state?.stretches = left
    if left.isEmpty { state = nil }
  }

  @inlinable func holds(_ stretch: DuplicateStretch<Element>, _ time: EventTime) -> Bool {
    guard let within else { return true }
    let (distance, overflow) = time.milliseconds.subtractingReportingOverflow(
      stretch.start.milliseconds)
    return !overflow && distance.magnitude < UInt64(within)
  }

  /// The watermark at which no record of the stretch can come any more.
  @inlinable func end(of stretch: DuplicateStretch<Element>) -> EventTime {
    guard let within else { return .distantFuture }
    return stretch.start.advanced(byMilliseconds: within - 1) + allowedLateness
  }
}

/// A time around one record in which further ones of its key are duplicates.
@usableFromInline struct DuplicateStretch<Element: FieldValue>: Record {
  /// The time of the record that opened it.
  @usableFromInline var start = EventTime.zero
  /// The time of the record that is kept.
  @usableFromInline var time = EventTime.zero
  /// Nil when it went on already.
  @usableFromInline var record: Element?

  @inlinable init() {}

  @inlinable mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("start", &start)
    try field("time", &time)
    try field("record", &record)
  }

  /// Keeps a record unless a newer one is kept.
  @inlinable mutating func offer(_ other: Element, at otherTime: EventTime) {
    guard otherTime >= time else { return }
    (time, record) = (otherTime, other)
  }
}
