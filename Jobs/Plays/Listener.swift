import Weir

/// What ``Listening`` keeps of a user: the events of sessions that have not ended yet.
struct Listener: Record {
  /// In the order of their times; of those of one moment, in the order in which they came.
  private(set) var pending: [PendingEvent] = []
  /// Sessions that have ended.
  private(set) var sessionCount = 0

  /// Takes an event up.
  /// - Returns: where it stands; nil when it is there already. An event that is not late cannot be
  ///   the copy of one whose session has ended, so what is pending is all there is to compare with.
  mutating func insert(_ event: PlayEvent) -> Int? {
    guard !pending.contains(where: { $0.time == event.time && $0.event.hasSameBytes(event.event) })
    else { return nil }
    var place = pending.count
    while place > 0, pending[place - 1].time > event.time { place -= 1 }
    pending.insert(PendingEvent(event), at: place)
    return place
  }

  /// Whether the event at `place` is the last of its session as far as it is known.
  func isLast(_ place: Int) -> Bool {
    place + 1 == pending.count || pending[place + 1].time > pending[place].time + Session.gap
  }

  /// Removes the first session when it has ended by then.
  mutating func takeSession(endedBy time: EventTime) -> [PendingEvent]? {
    guard !pending.isEmpty else { return nil }
    var last = 0
    while !isLast(last) { last += 1 }
    guard Self.end(after: pending[last].time) <= time else { return nil }
    let session = Array(pending[...last])
    pending.removeFirst(last + 1)
    sessionCount += 1
    return session
  }

  /// When a session has ended whose last event was at `time`: once no event at that moment can come
  /// any more, for it would belong to the session.
  static func end(after time: EventTime) -> EventTime { time + Session.gap }

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("pending", &pending)
    try field("sessions", &sessionCount)
  }
}

/// What a session needs of an event.
struct PendingEvent: Record {
  var event = ""
  var isStart = false
  var play = ""
  var title = ""
  var artist = ""
  var time = EventTime.zero

  init() {}

  init(_ event: PlayEvent) {
    self.event = event.event
    isStart = event.kind == .started
    play = event.play
    title = event.title
    artist = event.artist
    time = event.time
  }

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("event", &event)
    try field("start", &isStart)
    try field("play", &play)
    try field("title", &title)
    try field("artist", &artist)
    try field("time", &time)
  }
}

extension String {
  /// Whether both are the same UTF-8 bytes, which is what makes ids the same.
  func hasSameBytes(_ other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}
