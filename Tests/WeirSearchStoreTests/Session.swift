import WeirCore

@testable import WeirSearchStore

/// A document of the tests.
struct Session: Record, Equatable {
  var session = ""
  var user = ""
  var tracks: [String] = []
  var note: String? = nil
  var length: Int64 = 0
  var score = 0.0
  var isLive = false
  var start = EventTime.zero
  var flags: UInt64 = 0
  var extra: [String: Int] = [:]

  init() {}

  init(
    _ session: String, user: String = "ann", _ tracks: String..., note: String? = nil,
    length: Int64 = 0
  ) {
    self.session = session
    self.user = user
    self.tracks = tracks
    self.note = note
    self.length = length
  }

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("session", &session)
    try field("user", &user)
    try field("tracks", &tracks)
    try field("note", &note)
    try field("length", &length)
    try field("score", &score)
    try field("live", &isLive)
    try field("start", &start)
    try field("flags", &flags)
    try field("extra", &extra)
  }

  typealias Change = SearchChange<Session>

  static func sink(
    shards: Int = 2, stemming: SearchStemming = .none, pageSize: Int = 1000
  ) -> SearchSink<Change> {
    SearchSink(
      id: \.session, text: [\.tracks, \.note], shards: shards, stemming: stemming,
      bulkFlushMaxActions: pageSize)
  }
}
