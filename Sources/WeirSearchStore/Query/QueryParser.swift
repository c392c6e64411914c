/// Finds the meaning of a query's tokens.
///
///     or    := and ("OR" and)*
///     and   := unary ("AND"? unary)*
///     unary := "NOT"* operand
///     operand := field? (phrase "*"? | word "*"? | "(" or ")")
struct QueryParser {
  private let tokens: [QueryToken]
  private let fields: [String]
  private var cursor = 0
  private var depth = 0
  private var wordCount = 0

  private init(_ tokens: [QueryToken], fields: [String]) {
    self.tokens = tokens
    self.fields = fields
  }

  /// - Parameter fields: The fields with text search.
  static func parse(_ query: SearchQuery, fields: [String]) throws(QueryProblem) -> QueryMeaning {
    guard query.text.utf8.count <= SearchQuery.byteLimit else {
      throw QueryProblem(
        "it is longer than \(SearchQuery.byteLimit) bytes", SearchQuery.byteLimit)
    }
    if query.syntax == .plain { return try plain(query.text) }
    let tokens = try QueryLexer.tokens(query.text)
    guard tokens.count > 1 else { return .everything }
    var parser = QueryParser(tokens, fields: fields)
    let node = try parser.parseOr()
    if parser.token.kind == .close {
      throw QueryProblem("this parenthesis closes nothing", parser.token.offset)
    }
    return node == .nothing ? .nothing : .matching(node)
  }

  /// All words of a text, whatever else stands between them.
  private static func plain(_ text: String) throws(QueryProblem) -> QueryMeaning {
    var words: [QueryNode] = []
    var isBlank = true
    let pieces = text.unicodeScalars.split { $0.properties.isWhitespace || $0 == "\0" }
    for word in pieces {
      isBlank = false
      guard QueryWords.count(in: String(word)) > 0 else { continue }
      words.append(.phrase(String(word), isPrefix: false))
    }
    guard !isBlank else { return .everything }
    guard QueryWords.count(in: text) <= SearchQuery.wordLimit else {
      throw QueryProblem("it has more than \(SearchQuery.wordLimit) words", text.utf8.count)
    }
    switch words.count {
    case 0: return .nothing
    case 1: return .matching(words[0])
    default: return .matching(.all(wanted: words, unwanted: []))
    }
  }

  private var token: QueryToken { tokens[cursor] }

  /// Moves on; the end is never passed.
  private mutating func advance() { if cursor < tokens.count - 1 { cursor += 1 } }

  private mutating func parseOr() throws(QueryProblem) -> QueryNode {
    var operands: [QueryNode] = []
    while true {
      let operand = try parseAnd()
      if operand != .nothing { operands.append(operand) }
      guard token.kind == .or else { break }
      advance()
    }
    switch operands.count {
    case 0: return .nothing
    case 1: return operands[0]
    default: return .any(operands)
    }
  }

  private mutating func parseAnd() throws(QueryProblem) -> QueryNode {
    var wanted: [QueryNode] = []
    var unwanted: [QueryNode] = []
    var firstNot: Int?
    var sawWanted = false
    while true {
      let start = token.offset
      let isWanted = parseNots()
      let operand = try parseOperand()
      if isWanted { sawWanted = true } else { firstNot = firstNot ?? start }
      if operand != .nothing {
        if isWanted { wanted.append(operand) } else { unwanted.append(operand) }
      }
      if token.kind == .and { advance() } else if !beginsOperand { break }
    }
    guard sawWanted else {
      throw QueryProblem(
        "NOT takes away from what is found, so something to find must stand beside it",
        firstNot ?? token.offset)
    }
    switch (wanted.count, unwanted.count) {
    case (0, _): return .nothing
    case (1, 0): return wanted[0]
    default: return .all(wanted: wanted, unwanted: unwanted)
    }
  }

  private var beginsOperand: Bool {
    switch token.kind {
    case .word, .phrase, .field, .open, .not, .star: true
    case .close, .and, .or, .end: false
    }
  }

  /// Whether what follows is wanted.
  private mutating func parseNots() -> Bool {
    var isWanted = true
    while token.kind == .not {
      isWanted.toggle()
      advance()
    }
    return isWanted
  }

  private mutating func parseOperand() throws(QueryProblem) -> QueryNode {
    let here = token
    switch here.kind {
    case .word(let text), .phrase(let text):
      advance()
      return try phrase(text, here.offset)
    case .field(let name):
      guard let field = fields.first(where: { $0.utf8.elementsEqual(name.utf8) }) else {
        throw QueryProblem(unknown(name), here.offset)
      }
      try descend(here.offset)
      defer { depth -= 1 }
      advance()
      let operand = try parseOperand()
      return operand == .nothing ? .nothing : .field(field, operand)
    case .open:
      return try parseGroup(here.offset)
    case .star:
      throw QueryProblem("a star must follow a word or a phrase", here.offset)
    case .close: throw QueryProblem("a word is missing before this parenthesis", here.offset)
    case .and, .or: throw QueryProblem("a word is missing before this operator", here.offset)
    case .not: throw QueryProblem("NOT cannot stand between a field and its word", here.offset)
    case .end: throw QueryProblem("a word is missing at the end", here.offset)
    }
  }

  private mutating func parseGroup(_ offset: Int) throws(QueryProblem) -> QueryNode {
    try descend(offset)
    defer { depth -= 1 }
    advance()
    let node = try parseOr()
    guard token.kind == .close else {
      throw QueryProblem("the parenthesis that opens here is not closed", offset)
    }
    advance()
    return node
  }

  private mutating func descend(_ offset: Int) throws(QueryProblem) {
    guard depth < SearchQuery.depthLimit else {
      throw QueryProblem(
        "parentheses and fields are nested deeper than \(SearchQuery.depthLimit) levels", offset)
    }
    depth += 1
  }

  private mutating func phrase(_ text: String, _ offset: Int) throws(QueryProblem) -> QueryNode {
    let isPrefix = token.kind == .star
    if isPrefix { advance() }
    let count = QueryWords.count(in: text)
    wordCount += count
    guard wordCount <= SearchQuery.wordLimit else {
      throw QueryProblem("it has more than \(SearchQuery.wordLimit) words", offset)
    }
    return count == 0 ? .nothing : .phrase(text, isPrefix: isPrefix)
  }

  private func unknown(_ name: String) -> String {
    let known = fields.map { "\"\($0)\"" }.joined(separator: ", ")
    return "there is no text field \"\(name)\" (there is \(known)); put the text into quotes if the"
      + " colon belongs to it"
  }
}
