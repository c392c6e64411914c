import WeirCore

/// The state of windows with a trigger: per key its windows, sorted by start and end, and one queue
/// for timers of each kind.
///
/// It does what the states of aligned windows and sessions do, and all that those cannot: any
/// assigner, any trigger, early results, revisions and retractions, all records at hand. It pays for
/// that with a list of windows per key.
///
/// Invariants: no window is over between two elements; windows of a merging assigner do not touch.
/// Each window has one entry in the queue of a kind of timers, no later than what is due of it next.
/// When the entry comes up too early it is put back, so that a session that grows with every record
/// costs no queue operation. Entries that no window waits for are ignored.
public final class GeneralWindowState<Panes: PaneFunction, T: Trigger>
where T.Input == Panes.Input {
  @usableFromInline typealias Kept = KeptWindow<Panes.Contents, T.State>

  @usableFromInline let panes: Panes
  @usableFromInline let trigger: T
  @usableFromInline let rules: WindowRules
  @usableFromInline let lateness: Int64
  @usableFromInline let assignment: WindowAssignment<Panes.Input>
  @usableFromInline let table: KeyedTable<Panes.Key, [Kept]>
  @usableFromInline let eventTimers: TimerQueue<Panes.Key>
  @usableFromInline let processingTimers: TimerQueue<Panes.Key>
  @usableFromInline let context = TriggerContext(window: .global)
  /// The operator's watermark.
  public var watermark = EventTime.distantPast
  /// The last watermark whose timers have all fired.
  @usableFromInline var firedThrough = EventTime.distantPast
  /// The pass over due timers that asks the trigger now.
  @usableFromInline var pass: TimerPass?
  /// The windows of the record at hand.
  @usableFromInline var assigned: [Window] = []
  public var lateCount: UInt64 = 0
  public var partlyLateCount: UInt64 = 0
  public var refiringCount: UInt64 = 0

  @inlinable public init(
    _ assignment: WindowAssignment<Panes.Input>, _ trigger: T, _ panes: Panes,
    rules: WindowRules, keyGroups: KeyGroupRange
  ) {
    self.assignment = assignment
    self.trigger = trigger
    self.panes = panes
    self.rules = rules
    lateness = WindowInput.lateness(rules.allowedLateness)
    table = KeyedTable(keyGroups: keyGroups)
    eventTimers = TimerQueue(keyGroupCount: keyGroups.keyGroupCount)
    processingTimers = TimerQueue(keyGroupCount: keyGroups.keyGroupCount)
  }

  /// When a window is over: the watermark that ends its last moment and allowed lateness.
  @inlinable func endOfLife(_ window: Window) -> EventTime {
    window.lastMoment.advanced(byMilliseconds: lateness)
  }

  @inlinable func isOver(_ window: Window) -> Bool { endOfLife(window) <= watermark }

  /// Asks the trigger about a window and notes its timers. Then the window must be enqueued.
  @inlinable func ask<Answer>(
    _ kept: inout Kept, _ now: ProcessingTime,
    _ body: (inout T.State, TriggerContext) throws -> Answer
  ) throws -> Answer {
    context.window = kept.window
    context.watermark = watermark
    context.processingTime = now
    var state = kept.state.take() ?? trigger.makeState()
    let answer = try body(&state, context)
    kept.state = state
    if !context.timers.isEmpty { carryOutRequests(&kept) }
    return answer
  }

  @inlinable @inline(never)
  func carryOutRequests(_ kept: inout Kept) {
    for request in context.timers.requests {
      switch request {
      case .register(let timer):
        if timer.kind == .eventTime {
          kept.eventTimers.addTimer(timer.time)
        } else {
          kept.processingTimers.addTimer(timer.time)
        }
        if pass?.kind == timer.kind, timer.time.milliseconds <= pass?.limit ?? .min {
          pass?.hasRegistered = true
        }
      case .delete(let timer) where timer.kind == .eventTime:
        kept.eventTimers.removeTimer(timer.time)
      case .delete(let timer):
        kept.processingTimers.removeTimer(timer.time)
      }
    }
    context.timers.removeAll()
  }

  /// Makes sure that a window's entries come up in time.
  @inlinable func enqueue(
    _ kept: inout Kept, _ key: Panes.Key, _ hash: UInt64, chainLength: UInt32 = 0
  ) {
    let due = min(kept.eventTimers.first ?? .distantFuture, endOfLife(kept.window)).milliseconds
    if due < kept.eventEntryAt {
      kept.eventEntryAt = due
      eventTimers.insert(time: due, hash: hash, key: key, chainLength: chainLength)
    }
    if let first = kept.processingTimers.first?.milliseconds, first < kept.processingEntryAt {
      kept.processingEntryAt = first
      processingTimers.insert(time: first, hash: hash, key: key, chainLength: chainLength)
    }
  }

  /// Does what the trigger answered; returns whether there was a result.
  @inlinable func carryOut(
    _ answer: TriggerResult, _ kept: inout Kept, _ key: Panes.Key, _ emitter: Emitter<Panes.Output>
  ) throws -> Bool {
    guard answer != .proceed else { return false }
    if answer.purges, !trigger.purges {
      throw WeirError(
        .invalidJob, "\(T.self) purges a window without saying so; let its purges return true",
        isRetriable: false)
    }
    let fires = answer.fires && kept.contents != nil
    if fires { try give(&kept, key, emitter) }
    if answer.purges || (fires && rules.isDiscarding) {
      kept.contents = nil
      kept.latest = nil
    }
    return fires
  }

  /// Gives a window's result, after taking back what stood before.
  @inlinable func give(
    _ kept: inout Kept, _ key: Panes.Key, _ emitter: Emitter<Panes.Output>
  ) throws {
    guard let contents = kept.contents else { return }
    for result in kept.standing {
      guard let contents = result.contents else { continue }
      try emit(key, result.retraction, contents, latest: result.latest, emitter)
    }
    let isEarly = kept.window.lastMoment > watermark
    let pane = Pane(
      window: kept.window, identity: kept.identity, revision: kept.revision,
      timing: isEarly ? .early : kept.isPastOnTime ? .late : .onTime)
    try emit(key, pane, contents, latest: kept.latest, emitter)
    kept.revision &+= 1
    if !isEarly { kept.isPastOnTime = true }
    if rules.isRetracting {
      kept.standing = [StandingResult(pane, contents, latest: kept.latest)]
    }
  }

  /// Results have the time of the window's last moment. Those of a window without end have the
  /// greatest time among its records.
  @inlinable func emit(
    _ key: Panes.Key, _ pane: Pane, _ contents: Panes.Contents, latest: EventTime?,
    _ emitter: Emitter<Panes.Output>
  ) throws {
    let lastMoment = pane.window.lastMoment
    let time = latest.map { lastMoment.isOfEvent ? lastMoment : $0 }
    try panes.results(key, pane, contents) { result in
      if let time { emitter.append(result, at: time) } else { emitter.append(result) }
    }
  }
}
