/// Names of users, artists and tracks, made of words.
struct Catalogue: Sendable {
  let mix: Mix
  /// Tracks that are always there; those of the new album follow them.
  let trackCount: Int64

  static var albumTrackCount: Int64 { 12 }
  private static let albumArtist = "Nova Meridian"

  private static let adjectives = [
    "Silent", "Golden", "Broken", "Electric", "Velvet", "Paper", "Northern", "Midnight", "Hollow",
    "Crimson", "Distant", "Restless", "Amber", "Sleeping", "Wild", "Frozen",
  ]
  private static let nouns = [
    "Rivers", "Lanterns", "Wolves", "Harbours", "Engines", "Gardens", "Letters", "Satellites",
    "Mirrors", "Foxes", "Tides", "Orchards", "Shadows", "Parades", "Échos", "Sparrows",
  ]
  private static let openings = [
    "Dancing", "Waiting", "Falling", "Running", "Dreaming", "Learning to Sail", "Lost", "Alone",
    "Back Home", "Burning", "Driving", "Leaving", "Singing", "Walking", "Drifting", "Awake",
  ]
  private static let places = [
    "in the Rain", "under the Weir", "after Midnight", "by the River", "without You",
    "on the Roof", "through the Snow", "at the Station", "before Dawn", "in Slow Motion",
    "with the Lights Off", "over the Bridge", "on the Radio", "in São Paulo", "like Water",
    "for the Summer",
  ]

  func user(_ user: Int64) -> String { "user-\(user)" }

  func artist(ofTrack track: Int64) -> String {
    guard track < trackCount else { return Self.albumArtist }
    // About ten tracks each.
    let artist = mix.number(below: trackCount / 10 + 1, track, .artist)
    return Self.two(Self.adjectives, Self.nouns, mix.bits(artist, .artist), artist)
  }

  func title(ofTrack track: Int64) -> String {
    Self.two(Self.openings, Self.places, mix.bits(track, .title), track)
  }

  /// Two words, and a number when there are more names than pairs of words.
  private static func two(
    _ first: [String], _ second: [String], _ bits: UInt64, _ number: Int64
  ) -> String {
    let left = first[Int(bits % UInt64(first.count))]
    let right = second[Int((bits >> 32) % UInt64(second.count))]
    let pairCount = Int64(first.count * second.count)
    let name = "\(left) \(right)"
    return number < pairCount ? name : "\(name), No. \(number / pairCount + 1)"
  }
}
