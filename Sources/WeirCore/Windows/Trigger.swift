/// Says when a window gives its result. A trigger replaces the default one, ``EventTimeTrigger``,
/// whole: one that does not look at time gives no result at the window's end.
///
/// ```swift
/// /// A result as soon as a bid is over the limit, and at the window's end.
/// struct OverLimit: Trigger {
///   func makeState() -> Bool { false }
///   func onElement(
///     _ bid: Bid, at time: EventTime, state isOver: inout Bool, context: TriggerContext
///   ) -> TriggerResult {
///     context.timers.register(at: context.window.lastMoment)
///     defer { isOver = isOver || bid.price > 1_000 }
///     return !isOver && bid.price > 1_000 ? .fire : .proceed
///   }
///   func onEventTime(
///     _ time: EventTime, state: inout Bool, context: TriggerContext
///   ) -> TriggerResult { .fire }
/// }
/// ```
///
/// Its state is kept per key and window, and forgotten with the window, as are its timers. An error
/// fails the job.
public protocol Trigger<Input, State>: Sendable {
  associatedtype Input: FieldValue
  associatedtype State: FieldValue
  /// The state of a window that has had no record.
  func makeState() -> State
  /// Asked after each record that a window takes.
  func onElement(
    _ element: Input, at time: EventTime, state: inout State, context: TriggerContext
  ) throws -> TriggerResult
  /// Asked when the watermark has reached an event-time timer of the window.
  func onEventTime(
    _ time: EventTime, state: inout State, context: TriggerContext
  ) throws -> TriggerResult
  /// Asked when the wall clock has reached a processing-time timer of the window.
  func onProcessingTime(
    _ time: ProcessingTime, state: inout State, context: TriggerContext
  ) throws -> TriggerResult
  /// The state of a window that took the place of others, or of one with other bounds. The timers of
  /// those are gone: register anew what is needed. Called only when ``canMerge``.
  /// - Parameter states: of the windows before, earliest start first.
  func onMerge(_ states: [State], context: TriggerContext) throws -> State
  /// A window is over or was merged into another.
  func clear(state: inout State, context: TriggerContext) throws
  /// Whether ``onMerge(_:context:)`` is implemented; sessions need it.
  var canMerge: Bool { get }
  /// Whether it ever answers ``TriggerResult/purge`` or ``TriggerResult/fireAndPurge``.
  var purges: Bool { get }
  /// Why such a trigger cannot be, or nil.
  var problem: String? { get }
}

extension Trigger {
  public func onEventTime(
    _ time: EventTime, state: inout State, context: TriggerContext
  ) throws -> TriggerResult { .proceed }

  public func onProcessingTime(
    _ time: ProcessingTime, state: inout State, context: TriggerContext
  ) throws -> TriggerResult { .proceed }

  public func onMerge(_ states: [State], context: TriggerContext) throws -> State {
    throw WeirError(
      .invalidJob, "\(Self.self) says that it can merge but does not implement onMerge",
      isRetriable: false)
  }

  public func clear(state: inout State, context: TriggerContext) throws {}
  public var canMerge: Bool { false }
  public var purges: Bool { false }
  public var problem: String? { nil }
}
