/// Cuts a query's text into tokens. Works on UTF-8; everything that has a meaning is ASCII.
struct QueryLexer {
  private let bytes: [UInt8]
  private var cursor = 0

  init(_ text: String) { bytes = Array(text.utf8) }

  /// The tokens of the whole text, the last one being ``QueryToken/Kind/end``.
  static func tokens(_ text: String) throws(QueryProblem) -> [QueryToken] {
    var lexer = QueryLexer(text)
    var tokens: [QueryToken] = []
    repeat { tokens.append(try lexer.next()) } while tokens.last?.kind != .end
    return tokens
  }

  private mutating func next() throws(QueryProblem) -> QueryToken {
    while cursor < bytes.count, Self.isBlank(bytes[cursor]) { cursor += 1 }
    let start = cursor
    guard cursor < bytes.count else { return QueryToken(kind: .end, offset: start) }
    switch bytes[cursor] {
    case UInt8(ascii: "("): return single(.open)
    case UInt8(ascii: ")"): return single(.close)
    case UInt8(ascii: "\""): return try phrase()
    case UInt8(ascii: "*") where start > 0 && Self.mayPrecedeStar(bytes[start - 1]):
      return single(.star)
    default: return word()
    }
  }

  private mutating func single(_ kind: QueryToken.Kind) -> QueryToken {
    cursor += 1
    return QueryToken(kind: kind, offset: cursor - 1)
  }

  /// A doubled quote within a phrase stands for one.
  private mutating func phrase() throws(QueryProblem) -> QueryToken {
    let start = cursor
    var content: [UInt8] = []
    cursor += 1
    while cursor < bytes.count {
      let byte = bytes[cursor]
      cursor += 1
      if byte == UInt8(ascii: "\"") {
        guard cursor < bytes.count, bytes[cursor] == UInt8(ascii: "\"") else {
          return QueryToken(kind: .phrase(String(decoding: content, as: UTF8.self)), offset: start)
        }
        cursor += 1
      }
      content.append(byte)
    }
    throw QueryProblem("the phrase that begins here has no closing quote", start)
  }

  private mutating func word() -> QueryToken {
    let start = cursor
    while cursor < bytes.count, !Self.endsWord(bytes[cursor]) {
      if bytes[cursor] == UInt8(ascii: ":"), Self.isName(bytes[start..<cursor]) {
        let name = String(decoding: bytes[start..<cursor], as: UTF8.self)
        cursor += 1
        return QueryToken(kind: .field(name), offset: start)
      }
      // A star within a word is text; at its end it asks for a prefix.
      if bytes[cursor] == UInt8(ascii: "*"), cursor > start, endsHere(cursor + 1) { break }
      cursor += 1
    }
    let text = String(decoding: bytes[start..<cursor], as: UTF8.self)
    let kind: QueryToken.Kind =
      switch text {
      case "AND": .and
      case "OR": .or
      case "NOT": .not
      default: .word(text)
      }
    return QueryToken(kind: kind, offset: start)
  }

  private func endsHere(_ index: Int) -> Bool {
    index == bytes.count || Self.endsWord(bytes[index])
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte <= 0x20 || byte == 0x7F }

  private static func endsWord(_ byte: UInt8) -> Bool {
    isBlank(byte) || byte == UInt8(ascii: "(") || byte == UInt8(ascii: ")")
      || byte == UInt8(ascii: "\"")
  }

  private static func mayPrecedeStar(_ byte: UInt8) -> Bool {
    !isBlank(byte) && byte != UInt8(ascii: "(") && byte != UInt8(ascii: ")")
      && byte != UInt8(ascii: "*") && byte != UInt8(ascii: ":")
  }

  /// Whether it can be a field's name before a colon: `title`, but neither `10` of `10:30` nor
  /// anything else.
  private static func isName(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard let first = bytes.first, isLetter(first) else { return false }
    return bytes.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
  }

  /// Bytes beyond ASCII count as letters.
  private static func isLetter(_ byte: UInt8) -> Bool {
    (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F || byte >= 0x80
  }
}
