import Testing
import WeirCore

@testable import WeirSearchStore

@Suite struct QueryParserTests {
  static let fields = ["title", "artist"]

  /// The FTS5 expression of a query, `*` for everything and `-` for nothing.
  static func expression(_ text: String, _ syntax: SearchQuery.Syntax = .standard) throws -> String {
    switch try QueryParser.parse(SearchQuery(text, syntax: syntax), fields: fields) {
    case .everything: "*"
    case .nothing: "-"
    case .matching(let node): MatchExpression.text(node)
    }
  }

  @Test("Every form of a query means what the table says", arguments: [
    ("", "*"),
    (" \t\n", "*"),
    ("blue", "\"blue\""),
    ("kind blue", "(\"kind\" AND \"blue\")"),
    ("kind AND blue", "(\"kind\" AND \"blue\")"),
    ("kind OR blue", "(\"kind\" OR \"blue\")"),
    ("a b OR c", "((\"a\" AND \"b\") OR \"c\")"),
    ("a (b OR c)", "(\"a\" AND (\"b\" OR \"c\"))"),
    ("a NOT b", "(\"a\" NOT \"b\")"),
    ("a NOT b c NOT d", "((\"a\" AND \"c\") NOT (\"b\" OR \"d\"))"),
    ("NOT a b", "(\"b\" NOT \"a\")"),
    ("a AND NOT b", "(\"a\" NOT \"b\")"),
    ("a NOT NOT b", "(\"a\" AND \"b\")"),
    ("\"kind of blue\"", "\"kind of blue\""),
    ("\"say \"\"hi\"\"\"", "\"say \"\"hi\"\"\""),
    ("tru*", "\"tru\" *"),
    ("\"kind of bl\"*", "\"kind of bl\" *"),
    ("title:blue", "\"title\" : (\"blue\")"),
    ("title:blue*", "\"title\" : (\"blue\" *)"),
    ("title:(a OR b)", "\"title\" : ((\"a\" OR \"b\"))"),
    ("title:\"of blue\" artist:miles",
     "(\"title\" : (\"of blue\") AND \"artist\" : (\"miles\"))"),
    ("10:30", "\"10:30\""),
    ("\"http://x\"", "\"http://x\""),
    ("and or not", "(\"and\" AND \"or\" AND \"not\")"),
    ("a-b c+d ^e", "(\"a-b\" AND \"c+d\" AND \"^e\")"),
    ("-a", "\"-a\""),
    ("a*b", "\"a*b\""),
    ("!!! a", "\"a\""),
    ("!!! ???", "-"),
    ("a OR ...", "\"a\""),
    ("title:... a", "\"a\""),
    ("a NOT ...", "\"a\""),
    ("... NOT a", "-"),
    ("NEAR(a b)", "(\"NEAR\" AND (\"a\" AND \"b\"))"),
    ("a\0b", "(\"a\" AND \"b\")"),
    ("*", "-"),
    ("a title:*", "\"a\""),
    ("a**", "\"a*\""),
  ])
  func table(text: String, expected: String) throws {
    #expect(try Self.expression(text) == expected)
  }

  @Test("What cannot be understood is refused where it stands", arguments: [
    ("a AND", 5, "missing at the end"), ("OR a", 0, "before this operator"),
    ("a OR OR b", 5, "before this operator"), ("(a", 0, "not closed"), ("a)", 1, "closes nothing"),
    ("a ()", 3, "before this parenthesis"), ("\"abc", 0, "no closing quote"),
    ("x \"abc", 2, "no closing quote"), ("NOT a", 0, "something to find"),
    ("b OR NOT a", 5, "something to find"), ("album:x", 0, "no text field \"album\""),
    ("a title:", 8, "missing at the end"), ("title:NOT a", 6, "NOT cannot stand"),
  ])
  func refusals(text: String, offset: Int, reason: String) {
    do {
      let expression = try Self.expression(text)
      Issue.record("understood as \(expression)")
    } catch let problem as QueryProblem {
      #expect(problem.offset == offset)
      #expect(problem.reason.contains(reason), "\(problem.reason)")
    } catch {
      Issue.record("\(error)")
    }
  }

  @Test("The position in the error counts characters")
  func position() {
    let problem = QueryProblem("no", "é🎵 ".utf8.count)
    #expect(problem.error(in: "é🎵 )").message.contains("at character 4"))
    #expect(problem.error(in: "é🎵 )").code == .usage)
  }

  @Test("Plain text has nothing but words", arguments: [
    ("a AND \"b", "(\"a\" AND \"AND\" AND \"\"\"b\")"), ("title:x*", "\"title:x*\""),
    ("(((", "-"), ("", "*"), ("NOT", "\"NOT\""),
  ])
  func plain(text: String, expected: String) throws {
    #expect(try Self.expression(text, .plain) == expected)
  }

  @Test("Length, words and nesting are bounded")
  func bounds() throws {
    let long = String(repeating: "a", count: SearchQuery.byteLimit)
    #expect(try Self.expression(long) == "\"\(long)\"")
    #expect(throws: QueryProblem.self) { try Self.expression(long + "a") }
    let words = Array(repeating: "a", count: SearchQuery.wordLimit).joined(separator: " ")
    #expect(throws: Never.self) { try Self.expression(words) }
    #expect(throws: QueryProblem.self) { try Self.expression(words + " b") }
    #expect(throws: QueryProblem.self) { try Self.expression("\"\(words)\" b") }
    #expect(throws: QueryProblem.self) { try Self.expression(words + " b", .plain) }
    let deep = SearchQuery.depthLimit
    func nested(_ depth: Int) -> String {
      String(repeating: "(", count: depth) + "a" + String(repeating: ")", count: depth)
    }
    #expect(try Self.expression(nested(deep)) == "\"a\"")
    #expect(throws: QueryProblem.self) { try Self.expression(nested(deep + 1)) }
    let field = try #require(Self.fields.first)
    let fields = String(repeating: "\(field):", count: deep + 1) + "a"
    #expect(throws: QueryProblem.self) { try Self.expression(fields) }
  }
}
