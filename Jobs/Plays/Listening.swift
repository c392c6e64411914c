import Weir

/// Follows each user: what was started and ended becomes rows of the table, what was heard without
/// a break becomes a session.
///
/// Rows are put and removed by this one function so that the changes of a row come in one order: a
/// removal that overtook a put on another way would leave the row.
struct Listening: KeyedProcessFunction {
  /// Everything that is not late: from these events alone all rows and sessions follow.
  static let heard = OutputTag<PlayEvent>("heard")
  static let sessions = OutputTag<Session>("sessions")
  static let late = OutputTag<PlayEvent>("late")
  /// Of every so many sessions of a user one loses the row of its oldest event.
  static var removalInterval: Int { 10 }

  func process(
    _ event: PlayEvent, state: inout Listener?,
    context: KeyedContext<String, TableChange<TrackEvent>>
  ) throws {
    // Only where lines do not stand in the order in which they were received.
    guard event.time > context.watermark else { return try context.emit(event, to: Self.late) }
    try context.emit(event, to: Self.heard)
    var user = state ?? Listener()
    defer { state = user }
    guard let place = user.insert(event) else { return }
    if user.isLast(place) { context.timers.register(at: Listener.end(after: event.time)) }
    if event.kind != .skipped { context.emit(.put(TrackEvent(event))) }
  }

  func onTimer(
    _ timer: FiredTimer, state: inout Listener?,
    context: KeyedContext<String, TableChange<TrackEvent>>
  ) throws {
    guard var user = state else { return }
    defer { state = user }
    while let events = user.takeSession(endedBy: timer.time) {
      try context.emit(Session(user: context.key, events), to: Self.sessions)
      if user.sessionCount % Self.removalInterval == 0, let oldest = events.first {
        context.emit(.remove(oldest.play))
      }
    }
  }
}
