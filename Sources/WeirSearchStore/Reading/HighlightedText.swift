/// A text in which the matches of a query are known.
public struct HighlightedText: Sendable, Equatable {
  /// A run that matches, or one between matches.
  public struct Part: Sendable, Equatable {
    public let text: String
    public let isMatch: Bool
  }

  public let parts: [Part]

  /// The text with every match between two markers.
  ///
  /// Control characters of the document, which could speak to a terminal, are replaced by U+FFFD;
  /// line breaks and tabs stay. The markers are written as they are.
  /// - Parameter escape: Applied to each run, for example to write it as HTML.
  public func marked(
    _ open: String, _ close: String, escape: (String) -> String = { $0 }
  ) -> String {
    parts.map { part in
      let text = escape(Self.withoutControls(part.text))
      return part.isMatch ? open + text + close : text
    }.joined()
  }

  private static func withoutControls(_ text: String) -> String {
    var clean = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      let isControl = scalar.properties.generalCategory == .control
      clean.append(isControl && scalar != "\n" && scalar != "\t" ? "\u{FFFD}" : scalar)
    }
    return String(clean)
  }
}

/// Two marks for SQLite to put around matches that occur in none of a document's texts.
struct HighlightMarks {
  let open: [UInt8]
  let close: [UInt8]

  /// A mark begins and ends with bytes that stand nowhere else in it, so that it cannot come about
  /// where a text and another mark meet.
  init(for texts: [[UInt8]]) {
    var number = 0
    func next() -> [UInt8] {
      while true {
        let mark = [2] + Array("\(number)".utf8) + [3]
        number += 1
        if !texts.contains(where: { Self.position(of: mark, in: $0[...]) != nil }) { return mark }
      }
    }
    open = next()
    close = next()
  }

  /// Takes the marks out again.
  func split(_ text: [UInt8]) -> HighlightedText {
    var parts: [HighlightedText.Part] = []
    var rest = text[...]
    var isMatch = false
    while true {
      let mark = isMatch ? close : open
      let end = Self.position(of: mark, in: rest)
      let run = rest[..<(end ?? rest.endIndex)]
      if !run.isEmpty {
        parts.append(.init(text: String(decoding: run, as: UTF8.self), isMatch: isMatch))
      }
      guard let end else { return HighlightedText(parts: parts) }
      rest = rest[(end + mark.count)...]
      isMatch.toggle()
    }
  }

  private static func position(of mark: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
    var start = bytes.startIndex
    while let found = bytes[start...].firstIndex(of: mark[0]) {
      if bytes[found...].starts(with: mark) { return found }
      start = found + 1
    }
    return nil
  }
}
