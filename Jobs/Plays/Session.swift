import Weir

/// A document of the index `sessions`: what a user heard without a break of half an hour.
struct Session: Record {
  var id = ""
  var user = ""
  var start = EventTime.zero
  /// The last event.
  var end = EventTime.zero
  /// Seconds from the first event to the last.
  var length: Int64 = 0
  /// Tracks that were started.
  var plays = 0
  /// Who was heard, in the order of the first time.
  var artists = ""
  /// What was started, in order.
  var titles = ""

  /// A session ends when there was nothing for so long; an event right at its end belongs to it.
  static var gap: Duration { .minutes(30) }

  init() {}

  /// - Parameter events: All events of the session, in the order of their times.
  init(user: String, _ events: [PendingEvent]) {
    self.user = user
    start = events.first?.time ?? .zero
    end = events.last?.time ?? .zero
    id = "\(user)@\(start.milliseconds)"
    length = (end.milliseconds - start.milliseconds) / 1000
    var names: [String] = []
    for event in events where !names.contains(event.artist) { names.append(event.artist) }
    artists = names.joined(separator: "; ")
    let started = events.filter { $0.isStart }
    plays = started.count
    titles = started.map(\.title).joined(separator: "; ")
  }

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("id", &id)
    try field("user", &user)
    try field("start", &start)
    try field("end", &end)
    try field("length", &length)
    try field("plays", &plays)
    try field("artists", &artists)
    try field("titles", &titles)
  }
}
