import Weir

/// Words, tracks and artists of the documents: the frequency of a word falls with its rank, as in
/// natural language, and so does that of a track.
struct Catalogue: Sendable {
  static let wordCount = 20_000
  static let trackCount = 50_000
  static let artistCount = 5_000
  static let shared = Catalogue()

  /// From the most frequent to the rarest.
  let words: [String]
  let tracks: [String]
  let artists: [String]

  private init() {
    let words = (0..<Self.wordCount).map(Self.word)
    self.words = words
    func text(_ seed: Int, _ wordCount: Int) -> String {
      (0..<wordCount).map { words[Self.rank(Self.bits(seed, $0), Self.wordCount)] }
        .joined(separator: " ")
    }
    tracks = (0..<Self.trackCount).map { text($0, 1 + Int(Self.bits($0, 99) % 5)) }
    artists = (0..<Self.artistCount).map { text(-$0 - 1, 1 + Int(Self.bits(-$0 - 1, 99) % 3)) }
  }

  static func bits(_ seed: Int, _ place: Int) -> UInt64 {
    StableHash.mix(UInt64(bitPattern: Int64(seed)) &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(place))
  }

  /// A number below `count`, each about as often as one through its rank: Zipf's law. The logarithm
  /// of the rank is spread evenly; it is interpolated within an octave.
  static func rank(_ bits: UInt64, _ count: Int) -> Int {
    let octaves = UInt64(64 - (count - 1).leadingZeroBitCount)
    let octave = (bits >> 32) % octaves
    let low: UInt64 = octave == 0 ? 0 : 1 << (octave - 1)
    return Int(low + (bits & 0xffff_ffff) % max(1, low)) % count
  }

  /// Two or more syllables, all words different.
  private static func word(_ rank: Int) -> String {
    let consonants = Array("bcdfghjklmnpqrstvwxz")
    let vowels = Array("aeiou")
    var rest = rank
    var text = ""
    repeat {
      text.append(consonants[rest % 20])
      text.append(vowels[rest / 20 % 5])
      rest /= 100
    } while rest > 0 || text.count < 4
    return text
  }
}
