import Weir

/// A row of the table `track_events`: one play of a track.
struct TrackEvent: Record {
  var play = ""
  var user = ""
  var track = 0
  var title = ""
  var artist = ""
  var state = PlayKind.started
  var started = EventTime.zero
  /// How long it was heard, in milliseconds; nil until it has ended.
  var duration: Int64? = nil

  init() {}

  init(_ event: PlayEvent) {
    play = event.play
    user = event.user
    track = event.track
    title = event.title
    artist = event.artist
    state = event.kind
    duration = event.duration
    started = event.time.advanced(byMilliseconds: -(event.duration ?? 0))
  }

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("play", &play)
    try field("user", &user)
    try field("track", &track)
    try field("title", &title)
    try field("artist", &artist)
    try field("state", &state)
    try field("started", &started)
    try field("duration", &duration)
  }
}
