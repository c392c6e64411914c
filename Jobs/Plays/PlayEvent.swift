import Weir

/// What happened to a track that somebody plays.
enum PlayKind: String, FieldValue {
  case started, completed, skipped
}

/// One event of a listener, as the platform received it.
struct PlayEvent: Record {
  /// Where it stands in the stream it was received in; nil where nobody counted.
  var number: Int64? = nil
  /// The event's id: an event that is delivered twice has it twice.
  var event = ""
  var kind = PlayKind.started
  var user = ""
  /// The id that a track's start and its end share.
  var play = ""
  var track = 0
  var title = ""
  var artist = ""
  /// When it happened, on the listener's device.
  var time = EventTime.zero
  /// How long the track was heard, in milliseconds; nil at its start.
  var duration: Int64? = nil
  /// When the platform received it.
  var received = EventTime.zero

  /// Events that were under way for longer are late.
  static var longestDelay: Duration { .minutes(10) }

  /// Whether it was under way for too long. That is a matter of the event alone, so it is the same
  /// in every run, whatever the splits' watermarks have reached.
  var isLate: Bool { time < received - Self.longestDelay }

  /// Why it cannot be true; nil when it can.
  var problem: String? {
    if event.isEmpty { return "the event has no id" }
    if user.isEmpty { return "the event has no user" }
    if play.isEmpty { return "the event belongs to no play" }
    if let time = [time, received].first(where: { !$0.isOfEvent }) { return time.refusal }
    if time > received { return "the event was received before it happened" }
    if let duration, duration < 0 { return "the duration is negative" }
    if kind != .started, duration == nil { return "the play has ended without a duration" }
    return nil
  }

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("number", &number)
    try field("event", &event)
    try field("kind", &kind)
    try field("user", &user)
    try field("play", &play)
    try field("track", &track)
    try field("title", &title)
    try field("artist", &artist)
    try field("time", &time)
    try field("duration", &duration)
    try field("received", &received)
  }
}
