import Testing
import WeirCore

@testable import WeirSearchStore

/// Texts that mean something to SQL, FTS5, JSON or a terminal, in documents, names and queries.
@Suite struct AttackTests {
  static let texts = [
    "\"", "\"\"", "a\"b", "*", "a*", "NEAR(a b)", "NEAR(", "user:x", "tracks:x", "-a", "^a", "{a b}:c",
    "a AND", "OR", "NOT", "(", ")", "()", "a)(b", "'; DROP TABLE documents; --", "\\", "%", "\u{0}",
    "a\u{0}b", "🎵", "👩‍👩‍👧‍👦 family", "\u{202E}rtl", "caf\u{e9}", "cafe\u{301}", "ß", "İ", "日本語",
    "\u{FFFD}", "\u{1B}[31m", "?1", ":x", "@x", "$x", "x'00'", "/* */", "a+b", "rank", "documents_index",
    "\u{E000}", "\u{2}0\u{3}",
  ]

  @Test("Whatever stands in a document comes back, and never becomes syntax as a query")
  func texts() async throws {
    let sessions = Self.texts.map { text in
      Session("id \(text)", user: text, "before \(text) after", note: text)
    }
    try await withSessions(sessions, shards: 3) { index throws in
      #expect(try index.count() == Self.texts.count)
      for (text, session) in zip(Self.texts, sessions) {
        #expect(try index.get(Session.self, session.session) == session)
        // As plain text it is always a query, and finds its own document if it has a word.
        let plain = try index.ids(text, syntax: .plain)
        if QueryWords.count(in: text) > 0, !text.contains("\u{0}") {
          #expect(plain.contains { $0.utf8.elementsEqual(session.session.utf8) }, "\(text.debugDescription)")
        }
        // In the standard syntax it is a query or refused as one, never an error of SQLite.
        do {
          _ = try index.ids(text)
        } catch let error as WeirError {
          #expect(error.code == .usage, "\(text.debugDescription): \(error)")
        }
        let filter = SearchFilter("user", .equal, .text(text))
        let found = try index.search(.all, SearchOptions(filters: [filter], facets: ["user"]))
        #expect(found.hits.map { Array($0.id.utf8) } == [Array(session.session.utf8)])
      }
      let facet = try index.search(.all, SearchOptions(facets: ["user"], facetLimit: 1000)).facets[0]
      #expect(facet.counts.count == Self.texts.count && facet.counts.allSatisfy { $0.count == 1 })
    }
  }

  @Test("Ids are bytes: canonically equal ones and ones that differ in case are several documents")
  func ids() async throws {
    let ids = ["caf\u{e9}", "cafe\u{301}", "CAFE", "cafe", "a", "a ", "a\u{0}", "a\u{0}b"]
    try await withSessions(ids.map { Session($0, user: $0, "same") }) { index throws in
      #expect(try index.count() == ids.count)
      for id in ids {
        let user = try #require(try index.get(Session.self, id)).user
        #expect(user.utf8.elementsEqual(id.utf8))
      }
    }
  }

  @Test("A document of a mebibyte is found by its last word, and so is one word of that length")
  func large() async throws {
    let many = String(repeating: "lorem ipsum ", count: 90_000) + "lastword"
    let one = String(repeating: "x", count: 1 << 20)
    try await withSessions([Session("many", many), Session("one", one)]) { index throws in
      #expect(try index.ids("lastword") == ["many"])
      #expect(try index.ids("xxx*") == ["one"])
      #expect(try index.get(Session.self, "one")?.tracks == [one])
      let marked = try index.search(
        SearchQuery("lastword"), SearchOptions(highlighting: Highlighting(snippetWordCount: 3)))
      #expect(marked.hits[0].highlights[0].text.marked("[", "]") == "…ipsum lorem ipsum [lastword]"
        || marked.hits[0].highlights[0].text.marked("[", "]").hasSuffix("[lastword]"))
    }
  }

  @Test("The deepest and the longest query that is allowed runs")
  func deepQueries() async throws {
    try await withSessions([Session("s", "a")]) { index throws in
      var deep = "a"
      for _ in 0..<SearchQuery.depthLimit { deep = "(b OR a (c OR \(deep)) NOT d)" }
      do {
        #expect(try index.ids(deep) == ["s"])
      } catch let error as WeirError {
        #expect(error.code == .usage && error.message.contains("nested"))
      }
      var nested = "a"
      for _ in 0..<SearchQuery.depthLimit { nested = "(b OR \(nested))" }
      #expect(try index.ids(nested) == ["s"])
      let words = (0..<SearchQuery.wordLimit).map { "w\($0)" }
      #expect(try index.ids(words.joined(separator: " OR ")) == [])
      #expect(try index.ids(words.joined(separator: " ")) == [])
    }
  }

  @Test("Highlights mark the matches and nothing else, whatever the text holds")
  func highlights() async throws {
    let sessions = [
      Session("s", "say \u{2}0\u{3} blue \u{2}1\u{3} [blue] \u{1B}[31m", "<b>blue</b>", note: "grey"),
      Session("t", "red", note: "a blue note"),
    ]
    try await withSessions(sessions) { index throws in
      let options = SearchOptions(highlighting: Highlighting())
      let hits = try index.search(SearchQuery("blue"), options).hits
      let first = try #require(hits.first { $0.id == "s" })
      #expect(first.highlights.map(\.field) == ["tracks"])
      let text = first.highlights[0].text
      #expect(text.parts.filter(\.isMatch).map(\.text) == ["blue", "blue", "blue"])
      #expect(text.parts.map(\.text).joined() == sessions[0].tracks.joined(separator: "\n"))
      let marked = text.marked("\u{1B}[1m", "\u{1B}[0m")
      #expect(marked.hasPrefix("say \u{FFFD}0\u{FFFD} \u{1B}[1mblue\u{1B}[0m "))
      #expect(!marked.contains("\u{1B}[31m"))
      let html = text.marked("<em>", "</em>") { $0.replacing("<", with: "&lt;") }
      #expect(html.hasSuffix("&lt;b><em>blue</em>&lt;/b>"))
      let second = try #require(hits.first { $0.id == "t" })
      #expect(second.highlights.map(\.field) == ["note"])
      let none = try index.search(
        SearchQuery("blue"), SearchOptions(highlighting: Highlighting(fields: ["note"])))
      #expect(none.hits.map(\.highlights.count).reduce(0, +) == 1)
      #expect(throws: WeirError.self) {
        try index.search(
          SearchQuery("blue"), SearchOptions(highlighting: Highlighting(fields: ["user"])))
      }
    }
  }
}
