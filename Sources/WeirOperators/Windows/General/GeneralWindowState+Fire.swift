import WeirCore

extension GeneralWindowState {
  /// Takes the watermark and asks the triggers whose timers it reaches, until the emitter is full;
  /// returns whether all is done. Windows that are over are forgotten, after their last result.
  @inlinable @inline(__always)
  public func advance(
    to watermark: EventTime, _ emitter: Emitter<Panes.Output>, now: ProcessingTime
  ) throws -> Bool {
    // A watermark that comes again, after a restore, must not fire what was registered since.
    guard watermark > firedThrough else { return true }
    self.watermark = max(self.watermark, watermark)
    let isDone = try fire(.eventTime, through: watermark.milliseconds, emitter, now)
    if isDone { firedThrough = watermark }
    return isDone
  }

  /// Fires the timers of one kind that are due, in the order of time, key group, key and window,
  /// until the emitter is full.
  @inlinable func fire(
    _ kind: TimerKind, through limit: Int64, _ emitter: Emitter<Panes.Output>,
    _ now: ProcessingTime
  ) throws -> Bool {
    defer { pass = nil }
    while let next = kind == .eventTime ? eventTimers.first : processingTimers.first, next <= limit {
      guard !emitter.isFull else { return false }
      let entry =
        kind == .eventTime ? eventTimers.removeFirst() : processingTimers.removeFirst()
      guard let set = table.find(entry.key, hash: entry.hash) else { continue }
      guard entry.chainLength < TimerPass.selfRegistrationLimit else {
        throw WeirError(
          .userFunction,
          "the trigger keeps registering timers that are due already; register them after the"
            + " watermark", isRetriable: false)
      }
      pass = TimerPass(kind: kind, limit: limit, chainLength: entry.chainLength)
      if kind == .eventTime {
        try fireEventTimers(entry, in: &set.pointee, emitter, now)
      } else {
        try fireProcessingTimers(entry, in: &set.pointee, emitter, now)
      }
      if set.pointee.isEmpty { table.remove(entry.key, hash: entry.hash) }
    }
    return true
  }

  /// Asks about the windows of a key that waited for the entry and have a timer at its time, and
  /// forgets those that are over.
  @inlinable func fireEventTimers(
    _ entry: TimerQueue<Panes.Key>.Entry, in set: inout [Kept],
    _ emitter: Emitter<Panes.Output>, _ now: ProcessingTime
  ) throws {
    let time = EventTime(milliseconds: entry.time)
    var index = 0
    while index < set.count {
      guard set[index].eventEntryAt == entry.time else {
        index += 1
        continue
      }
      set[index].eventEntryAt = .max
      pass?.hasRegistered = false
      if set[index].eventTimers.removeTimer(time) {
        let answer = try ask(&set[index], now) {
          try trigger.onEventTime(time, state: &$0, context: $1)
        }
        _ = try carryOut(answer, &set[index], entry.key, emitter)
      }
      if endOfLife(set[index].window) <= time {
        let kept = set.remove(at: index)
        try clear(kept.window, kept.state ?? trigger.makeState(), now)
        continue
      }
      enqueue(&set[index], entry.key, entry.hash, chainLength: nextChainLength(entry))
      index += 1
    }
  }

  /// As for event time, by the wall clock, which ends no window.
  @inlinable func fireProcessingTimers(
    _ entry: TimerQueue<Panes.Key>.Entry, in set: inout [Kept],
    _ emitter: Emitter<Panes.Output>, _ now: ProcessingTime
  ) throws {
    let time = EventTime(milliseconds: entry.time)
    for index in set.indices where set[index].processingEntryAt == entry.time {
      set[index].processingEntryAt = .max
      pass?.hasRegistered = false
      if set[index].processingTimers.removeTimer(time) {
        let answer = try ask(&set[index], now) {
          try trigger.onProcessingTime(
            ProcessingTime(milliseconds: entry.time), state: &$0, context: $1)
        }
        _ = try carryOut(answer, &set[index], entry.key, emitter)
      }
      enqueue(&set[index], entry.key, entry.hash, chainLength: nextChainLength(entry))
    }
  }

  /// How many timers in a row were registered when they were due, this one included.
  @inlinable func nextChainLength(_ entry: TimerQueue<Panes.Key>.Entry) -> UInt32 {
    pass?.hasRegistered == true ? entry.chainLength &+ 1 : 0
  }
}

extension TimerPass {
  /// A trigger that always registers a further timer that is due would never let the watermark pass;
  /// so many in a row are an error.
  @usableFromInline static var selfRegistrationLimit: UInt32 { 1_000_000 }
}
