import WeirCore

/// A window of one key that is not over: what is in it, its trigger's state and timers, and which of
/// its results stand downstream.
@usableFromInline struct KeptWindow<Contents: FieldValue, State: FieldValue>: Record {
  @usableFromInline var start = EventTime.zero
  @usableFromInline var end = EventTime.zero
  /// The bounds that it began with.
  @usableFromInline var firstStart = EventTime.zero
  @usableFromInline var firstEnd = EventTime.zero
  /// Nil before the first record and after a purge.
  @usableFromInline var contents: Contents?
  @usableFromInline var state: State?
  /// The greatest event time of its records; nil without event times.
  @usableFromInline var latest: EventTime?
  /// How many results it and those merged into it have given.
  @usableFromInline var revision = 0
  /// Whether it has given a result since the watermark reached its end.
  @usableFromInline var isPastOnTime = false
  /// Registered timers in order: the truth that the queues are checked against.
  @usableFromInline var eventTimers: [EventTime] = []
  @usableFromInline var processingTimers: [EventTime] = []
  /// The results to take back, when they are.
  @usableFromInline var standing: [StandingResult<Contents>] = []
  /// When its entries in the queues come up; never later than what is due of it. Not stored.
  @usableFromInline var eventEntryAt = Int64.max
  @usableFromInline var processingEntryAt = Int64.max

  @inlinable init() {}

  @inlinable init(_ window: Window) {
    start = window.start
    end = window.end
    firstStart = window.start
    firstEnd = window.end
  }

  @usableFromInline mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("start", &start)
    try field("end", &end)
    try field("firstStart", &firstStart)
    try field("firstEnd", &firstEnd)
    try field("contents", &contents)
    try field("state", &state)
    try field("latest", &latest)
    try field("revision", &revision)
    try field("isPastOnTime", &isPastOnTime)
    try field("eventTimers", &eventTimers)
    try field("processingTimers", &processingTimers)
    try field("standing", &standing)
  }

  @inlinable var window: Window { Window(start: start, end: end) }
  @inlinable var identity: Window { Window(start: firstStart, end: firstEnd) }

  /// Sessions that touch are one: Flink's rule.
  @inlinable func touches(_ window: Window) -> Bool {
    start <= window.end && window.start <= end
  }

  @inlinable func precedes(_ window: Window) -> Bool {
    start != window.start ? start < window.start : end < window.end
  }
}

/// A result that was given and not taken back.
@usableFromInline struct StandingResult<Contents: FieldValue>: Record {
  @usableFromInline var start = EventTime.zero
  @usableFromInline var end = EventTime.zero
  @usableFromInline var firstStart = EventTime.zero
  @usableFromInline var firstEnd = EventTime.zero
  @usableFromInline var revision = 0
  @usableFromInline var timing = Pane.Timing.onTime.rawValue
  @usableFromInline var latest: EventTime?
  @usableFromInline var contents: Contents?

  @inlinable init() {}

  @inlinable init(_ pane: Pane, _ contents: Contents, latest: EventTime?) {
    start = pane.window.start
    end = pane.window.end
    firstStart = pane.identity.start
    firstEnd = pane.identity.end
    revision = pane.revision
    timing = pane.timing.rawValue
    self.latest = latest
    self.contents = contents
  }

  @usableFromInline mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("start", &start)
    try field("end", &end)
    try field("firstStart", &firstStart)
    try field("firstEnd", &firstEnd)
    try field("revision", &revision)
    try field("timing", &timing)
    try field("latest", &latest)
    try field("contents", &contents)
  }

  /// The pane that takes it back.
  @inlinable var retraction: Pane {
    Pane(
      window: Window(start: start, end: end), identity: Window(start: firstStart, end: firstEnd),
      revision: revision, timing: Pane.Timing(rawValue: timing) ?? .onTime, isRetraction: true)
  }
}

/// Timers of one window in order, each once.
extension [EventTime] {
  @inlinable func place(of time: EventTime) -> (index: Int, isThere: Bool) {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < time { low = middle + 1 } else { high = middle }
    }
    return (low, low < count && self[low] == time)
  }

  /// Adds a time; false when it is there already.
  @inlinable @discardableResult mutating func addTimer(_ time: EventTime) -> Bool {
    let (index, isThere) = place(of: time)
    if !isThere { insert(time, at: index) }
    return !isThere
  }

  /// Takes a time off; false when it is not there.
  @inlinable @discardableResult mutating func removeTimer(_ time: EventTime) -> Bool {
    let (index, isThere) = place(of: time)
    if isThere { remove(at: index) }
    return isThere
  }
}
