import Weir

/// A kind of query whose speed is reported, and what it must find.
enum QueryKind: String, CaseIterable {
  case word = "one word"
  case phrase = "phrase of a title"
  case prefix = "prefix"
  case boolean = "(a OR b) NOT c, counted by country"

  /// The words of the query with this number; of middling frequency.
  private func words(_ number: Int) -> [String] {
    (0..<3).map { Catalogue.shared.words[20 + Int(Catalogue.bits(number, $0) % 2000)] }
  }

  private func title(_ number: Int) -> String {
    let tracks = Catalogue.shared.tracks
    var place = Int(Catalogue.bits(number, 7) % 2000)
    while !tracks[place].contains(" ") { place += 1 }
    return tracks[place]
  }

  func text(_ number: Int) -> String {
    let words = words(number)
    return switch self {
    case .word: words[0]
    case .phrase: "\"\(title(number))\""
    case .prefix: "\(words[0].prefix(3))*"
    case .boolean: "(\(words[0]) OR \(words[1])) NOT \(words[2])"
    }
  }

  var options: SearchOptions {
    var options = SearchOptions()
    if self == .boolean { options.facets = ["country"] }
    return options
  }

  /// Whether the query finds a document; made by comparing texts.
  func finds(_ document: SessionDocument, _ number: Int) -> Bool {
    let words = words(number)
    let texts = document.artists + document.tracks
    func has(_ isMatch: (Substring) -> Bool) -> Bool {
      texts.contains { $0.split(separator: " ").contains(where: isMatch) }
    }
    switch self {
    case .word: return has { $0 == words[0] }
    case .prefix:
      let start = words[0].prefix(3)
      return has { $0.hasPrefix(start) }
    case .phrase:
      let title = " \(title(number)) "
      return [document.artists, document.tracks].contains { texts in
        " \(texts.joined(separator: " ")) ".contains(title)
      }
    case .boolean:
      return (has { $0 == words[0] } || has { $0 == words[1] }) && !has { $0 == words[2] }
    }
  }
}
