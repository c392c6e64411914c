import Weir

/// Somebody's listening to a track.
struct Listen: Record {
  var user = ""
  var track = 0
  var title = ""
  var seconds = 0
  var liked = false
  var note: String? = nil
  var time = EventTime.zero

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("user", &user)
    try field("track", &track)
    try field("title", &title)
    try field("seconds", &seconds)
    try field("liked", &liked)
    try field("note", &note)
    try field("time", &time)
  }
}

/// A document about a track.
struct TrackPage: Record {
  var id = ""
  var title = ""
  var fans: [String] = []
  var seconds = 0

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("id", &id)
    try field("title", &title)
    try field("fans", &fans)
    try field("seconds", &seconds)
  }
}

/// A job with a store of each kind.
struct Listens: Job {
  static let name = "listens"
  var input = ""
  var pace = 0

  mutating func parameters(_ p: inout some ParameterVisitor) throws {
    try p("input", &input)
    try p("pace", &pace, isChangeable: true)
  }

  func define(on flow: JobBuilder) throws {
    let listens = flow.source(
      "listens",
      JSONLinesSource(input, of: Listen.self, malformed: .deadLetter)
        .rateLimited(recordsPerSecond: pace))
    listens.sink("archive", to: JSONLinesSink())
    listens.sink("latest", to: TableSink(key: \Listen.user, \.track, partitions: 3))
    listens.map { listen in
      var page = TrackPage()
      page.id = "t\(listen.track)"
      page.title = listen.title
      page.fans = [listen.user, "everybody"]
      page.seconds = listen.seconds
      return page
    }.sink("tracks", to: SearchSink(id: \.id, text: [\.title], shards: 2))
  }
}
