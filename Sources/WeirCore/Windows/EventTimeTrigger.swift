/// The default: a result when the watermark reaches the window's last moment, then one for each
/// record that comes later; and, if wished, early ones.
public struct EventTimeTrigger<Input: FieldValue>: Trigger {
  public let early: EarlyFiring

  @inlinable public init(early: EarlyFiring = .never) { self.early = early }

  /// What it keeps of a window.
  public struct State: Record {
    /// Records that no result covers yet.
    public var pendingCount = 0
    /// The registered timer for an early result.
    public var earlyTimer: EventTime?
    @inlinable public init() {}
    @inlinable public mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("pending", &pendingCount)
      try field("early", &earlyTimer)
    }
  }

  @inlinable public func makeState() -> State { State() }

  @inlinable public func onElement(
    _ element: Input, at time: EventTime, state: inout State, context: TriggerContext
  ) -> TriggerResult {
    if context.isPastEnd { return fire(&state) }
    if state.pendingCount == 0 { context.timers.register(at: context.window.lastMoment) }
    state.pendingCount &+= 1
    if case .records(let count) = early, state.pendingCount >= count { return fire(&state) }
    schedule(&state, context)
    return .proceed
  }

  @inlinable public func onEventTime(
    _ time: EventTime, state: inout State, context: TriggerContext
  ) -> TriggerResult {
    if time >= context.window.lastMoment { return fire(&state) }
    guard case .eventTime = early, state.earlyTimer == time else { return .proceed }
    state.earlyTimer = nil
    // When the watermark has leapt past the end, the result of the end has it all.
    return state.pendingCount > 0 && !context.isPastEnd ? fire(&state) : .proceed
  }

  @inlinable public func onProcessingTime(
    _ time: ProcessingTime, state: inout State, context: TriggerContext
  ) -> TriggerResult {
    guard state.earlyTimer?.milliseconds == time.milliseconds else { return .proceed }
    state.earlyTimer = nil
    return state.pendingCount > 0 ? fire(&state) : .proceed
  }

  @inlinable public func onMerge(_ states: [State], context: TriggerContext) -> State {
    var merged = State()
    merged.pendingCount = states.reduce(0) { $0 &+ $1.pendingCount }
    if !context.isPastEnd { context.timers.register(at: context.window.lastMoment) }
    if merged.pendingCount > 0 { schedule(&merged, context) }
    return merged
  }

  @inlinable func fire(_ state: inout State) -> TriggerResult {
    state.pendingCount = 0
    return .fire
  }

  /// Registers the timer for the next early result, unless there is one.
  @inlinable func schedule(_ state: inout State, _ context: TriggerContext) {
    guard state.earlyTimer == nil, !context.isPastEnd else { return }
    switch early {
    case .never, .records: return
    case .processingTime(let interval):
      let time = context.processingTime + .milliseconds(interval)
      context.timers.register(at: time)
      state.earlyTimer = EventTime(milliseconds: time.milliseconds)
    case .eventTime(let interval):
      // A window over all of time counts from 1970.
      let start = context.window.start.isOfEvent ? context.window.start : .zero
      let passed = context.watermark < start
        ? 0 : (context.watermark.milliseconds &- start.milliseconds &+ 1) / interval
      let next = start.advanced(byMilliseconds: (passed &+ 1) &* interval &- 1)
      guard next < context.window.lastMoment else { return }
      context.timers.register(at: next)
      state.earlyTimer = next
    }
  }

  public var canMerge: Bool { true }
  public var problem: String? { early.problem }
}

extension Trigger {
  /// A result when the watermark reaches the window's last moment, and early ones if wished.
  @inlinable public static func eventTime<Input>(early: EarlyFiring = .never) -> Self
  where Self == EventTimeTrigger<Input> { EventTimeTrigger(early: early) }
}
