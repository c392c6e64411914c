import WeirCore

/// A row with a column of every kind. The key is not in the order of the fields.
struct Play: Record, Equatable {
  struct Place: Record, Equatable {
    var city = ""
    init() {}
    mutating func fields(_ field: inout some FieldVisitor) throws { try field("city", &city) }
  }

  var user = ""
  var count: UInt64 = 0
  var track = 0
  var ratio: Double?
  var isLoud = false
  var at = EventTime(milliseconds: 0)
  var raw = Bytes()
  var tags: [String] = []
  var place: Place?

  init() {}

  init(_ user: String, _ track: Int, count: UInt64 = 1, ratio: Double? = nil) {
    self.user = user
    self.track = track
    self.count = count
    self.ratio = ratio
  }

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("user", &user)
    try field("count", &count)
    try field("track", &track)
    try field("ratio", &ratio)
    try field("loud", &isLoud)
    try field("at", &at)
    try field("raw", &raw)
    try field("tags", &tags)
    try field("place", &place)
  }

  var key: String { "\(track)/\(Array(user.utf8))" }

  static func == (left: Play, right: Play) -> Bool {
    // Texts by their bytes, not by Swift's canonical equivalence.
    Array(left.user.utf8) == Array(right.user.utf8) && left.count == right.count
      && left.track == right.track && left.ratio == right.ratio && left.isLoud == right.isLoud
      && left.at == right.at && left.raw == right.raw && left.place == right.place
      && left.tags.map { Array($0.utf8) } == right.tags.map { Array($0.utf8) }
  }
}
