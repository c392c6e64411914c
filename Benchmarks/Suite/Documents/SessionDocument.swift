import Weir

/// A listening session as a search index gets it: about ten tracks, forty words.
struct SessionDocument: Record, Equatable {
  var session = ""
  var user = ""
  var country = ""
  var start = EventTime(milliseconds: 0)
  var seconds = 0
  var artists: [String] = []
  var tracks: [String] = []

  init() {}

  /// - Parameters:
  ///   - revision: What was heard; the id stays.
  ///   - areWordsNew: Whether no word occurs twice, in this document or another.
  init(number: Int, revision: Int, areWordsNew: Bool) {
    let seed = number &* 31 &+ revision &* 1_000_000_007
    let catalogue = Catalogue.shared
    session = Self.id(number)
    user = "user-\(Catalogue.bits(seed, 1) % 100_000)"
    country = "country-\(Catalogue.rank(Catalogue.bits(seed, 2), 40))"
    start = EventTime(milliseconds: 1_700_000_000_000 + Int64(number) * 1000)
    seconds = 60 + Int(Catalogue.bits(seed, 3) % 7200)
    let trackCount = 4 + Int(Catalogue.bits(seed, 4) % 13)
    for place in 0..<trackCount {
      let track = Catalogue.rank(Catalogue.bits(seed, 10 + place), Catalogue.trackCount)
      let artist = track % Catalogue.artistCount
      if areWordsNew {
        tracks.append(Self.newWords(seed, place * 4, 3))
        if place % 2 == 0 { artists.append(Self.newWords(seed, place * 4 + 3, 1)) }
      } else {
        tracks.append(catalogue.tracks[track])
        let name = catalogue.artists[artist]
        if !artists.contains(name) { artists.append(name) }
      }
    }
  }

  static func id(_ number: Int) -> String {
    String(Catalogue.bits(number, 0), radix: 36)
  }

  private static func newWords(_ seed: Int, _ place: Int, _ count: Int) -> String {
    (place..<(place + count))
      .map { "w" + String(Catalogue.bits(seed, 1000 + $0), radix: 36) }.joined(separator: " ")
  }

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("session", &session)
    try field("user", &user)
    try field("country", &country)
    try field("start", &start)
    try field("seconds", &seconds)
    try field("artists", &artists)
    try field("tracks", &tracks)
  }
}
