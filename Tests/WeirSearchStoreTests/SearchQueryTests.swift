import Testing
import WeirCore

@testable import WeirSearchStore

/// Queries against an index.
@Suite struct SearchQueryTests {
  static let sessions = [
    Session("s1", user: "ann", "Kind of Blue", "So What", length: 300),
    Session("s2", user: "bob", "Blue Train", "Kind", note: "blue blue", length: 100),
    Session("s3", user: "ann", "Giant Steps", note: "tracking", length: 200),
    Session("s4", user: "cid", "Café del Mar", "Trains", length: 100),
    Session("s5", user: "bob", "Cafe\u{301}", note: "what so ever"),
  ]

  @Test("Words, phrases, prefixes and operators find what they mean", arguments: [
    ("blue", ["s1", "s2"]), ("BLUE kind", ["s1", "s2"]), ("\"kind of blue\"", ["s1"]),
    ("\"so what\"", ["s1"]), ("so what", ["s1", "s5"]), ("tra*", ["s2", "s3", "s4"]),
    ("\"blue tr\"*", ["s2"]), ("blue NOT kind", []), ("blue NOT \"kind of\"", ["s2"]),
    ("giant OR train", ["s2", "s3"]), ("(giant OR train) NOT blue", ["s3"]),
    ("note:blue", ["s2"]), ("tracks:blue", ["s1", "s2"]), ("note:(so what)", ["s5"]),
    ("café", ["s4", "s5"]), ("cafe", ["s4", "s5"]), ("CAFE\u{301}", ["s4", "s5"]),
    ("train", ["s2"]), ("nothing", []), ("!!!", []), ("", ["s1", "s2", "s3", "s4", "s5"]),
    ("\"blue so\"", ["s1"]),
  ])
  func finds(query: String, expected: [String]) async throws {
    for shards in [1, 3] {
      try await withSessions(Self.sessions, shards: shards) { index throws in
        #expect(try index.ids(query).sorted() == expected)
        #expect(try index.search(SearchQuery(query)).total == expected.count)
      }
    }
  }

  @Test("Stems find each other when the index has stemming")
  func stemming() async throws {
    try await withSessions(Self.sessions, stemming: .porter) { index throws in
      #expect(try index.ids("train").sorted() == ["s2", "s4"])
      #expect(try index.ids("tracked") == ["s3"])
    }
  }

  @Test("Raw queries have FTS5's own syntax, and its complaints come as usage errors")
  func raw() async throws {
    try await withSessions(Self.sessions) { index throws in
      #expect(try index.ids("NEAR(what blue, 1)", syntax: .raw) == ["s1"])
      #expect(try index.ids("tracks : ^ kind", syntax: .raw) == ["s1"])
      for text in ["\"", "AND", "nofield : x", "a b \0 c", "", "NEAR("] {
        let error = #expect(throws: WeirError.self) { try index.ids(text, syntax: .raw) }
        #expect(error?.code == .usage, "\(text): \(String(describing: error))")
      }
    }
  }

  @Test("Nesting as deep as it may be never passes for a broken store")
  func nesting() async throws {
    try await withSessions(Self.sessions) { index throws in
      let half = SearchQuery.depthLimit / 2
      for open in ["note:(so OR ", "(so AND note:", "note:(blue AND (what OR "] {
        let closed = open.filter { $0 == "(" }.count
        for count in [half / 2, half] {
          let text =
            String(repeating: open, count: count) + "what"
            + String(repeating: ")", count: count * closed)
          do {
            _ = try index.ids(text)
          } catch let error as WeirError {
            #expect(error.code == .usage, "\(text): \(error)")
          }
        }
      }
    }
  }

  @Test("The better match stands first, weights change that, and equal ones stand by id")
  func ranking() async throws {
    let sessions = [
      Session("a", "x y z w", note: "rock"), Session("b", "rock", note: "x y z w"),
      Session("d", "plain"), Session("c", "plain"), Session("\u{e9}", "plain"),
      Session("e\u{301}", "plain"),
    ]
    try await withSessions(sessions, shards: 1) { index throws in
      let byNote = try index.search(
        SearchQuery("rock"), SearchOptions(weights: ["note": 5, "tracks": 1]))
      #expect(byNote.hits.map(\.id) == ["a", "b"])
      let byTrack = try index.search(
        SearchQuery("rock"), SearchOptions(weights: ["note": 1, "tracks": 5]))
      #expect(byTrack.hits.map(\.id) == ["b", "a"])
      #expect(try #require(byTrack.hits[0].score) > (try #require(byTrack.hits[1].score)))
      let plain = try index.ids("plain")
      #expect(plain.map { Array($0.utf8) } == ["c", "d", "e\u{301}", "\u{e9}"].map { Array($0.utf8) })
      #expect(throws: WeirError.self) {
        try index.search(SearchQuery("rock"), SearchOptions(weights: ["user": 2]))
      }
    }
  }

  @Test("Pages follow each other without gap or repetition, and the total stays")
  func paging() async throws {
    let sessions = (0..<57).map { Session("id\($0)", "same words here", length: Int64($0 % 7)) }
    try await withSessions(sessions, shards: 3) { index throws in
      for order in [SearchOptions.Order.relevance, .ascending("length"), .descending("length")] {
        let all = try index.search(SearchQuery("same"), SearchOptions(limit: 100, order: order))
        #expect(all.total == 57 && all.hits.count == 57)
        var paged: [String] = []
        for offset in stride(from: 0, to: 70, by: 10) {
          let page = try index.search(
            SearchQuery("same"), SearchOptions(limit: 10, offset: offset, order: order))
          #expect(page.total == 57)
          paged += page.hits.map(\.id)
        }
        #expect(paged == all.hits.map(\.id))
        #expect(Set(paged).count == 57)
      }
      let none = try index.search(SearchQuery("same"), SearchOptions(limit: 0))
      #expect(none.hits.isEmpty && none.total == 57)
      let far = try index.search(SearchQuery("same"), SearchOptions(limit: .max, offset: .max))
      #expect(far.hits.isEmpty)
    }
  }

  @Test("Hits are sorted by a stored field, those without it last")
  func sorting() async throws {
    try await withSessions(Self.sessions) { index throws in
      func sorted(_ order: SearchOptions.Order) throws -> [String] {
        try index.search(.all, SearchOptions(order: order)).hits.map(\.id)
      }
      #expect(try sorted(.ascending("length")) == ["s5", "s2", "s4", "s3", "s1"])
      #expect(try sorted(.descending("length")) == ["s1", "s3", "s2", "s4", "s5"])
      #expect(try sorted(.ascending("note")) == ["s2", "s3", "s5", "s1", "s4"])
      #expect(try sorted(.descending("note")) == ["s5", "s3", "s2", "s1", "s4"])
      #expect(throws: WeirError.self) { try sorted(.ascending("tracks")) }
      #expect(throws: WeirError.self) { try sorted(.ascending("nothing")) }
    }
  }

  @Test("Filters hold for every hit", arguments: [
    ("user=ann", ["s1", "s3"]), ("user!=ann", ["s2", "s4", "s5"]), ("length>=200", ["s1", "s3"]),
    ("length<200", ["s2", "s4", "s5"]), ("length<=100", ["s2", "s4", "s5"]),
    ("length>200", ["s1"]), ("tracks=Kind", ["s2"]), ("tracks!=Kind", ["s1", "s3", "s4", "s5"]),
    ("live=false", ["s1", "s2", "s3", "s4", "s5"]), ("start<1970-01-01T00:00:00Z", []),
    ("score=0", ["s1", "s2", "s3", "s4", "s5"]), ("user=' OR 1=1 --", []),
  ])
  func filters(text: String, expected: [String]) async throws {
    try await withSessions(Self.sessions) { index throws in
      let filter = try index.schema.filter(text)
      let found = try index.search(.all, SearchOptions(filters: [filter]))
      #expect(found.hits.map(\.id) == expected)
      #expect(found.total == expected.count)
    }
  }

  @Test("Filters narrow what words find, null means absent, and nonsense is refused")
  func filtersWithWords() async throws {
    try await withSessions(Self.sessions) { index throws in
      let ann = SearchFilter("user", .equal, .text("ann"))
      #expect(
        try index.search(SearchQuery("blue"), SearchOptions(filters: [ann])).hits.map(\.id) == ["s1"])
      let absent = SearchFilter("note", .equal, .null)
      #expect(
        try index.search(.all, SearchOptions(filters: [absent])).hits.map(\.id) == ["s1", "s4"])
      for text in ["user", "=x", "nothing=1", "length=abc", "live=2"] {
        #expect(throws: WeirError.self) { try index.schema.filter(text) }
      }
      let order = SearchFilter("tracks", .less, .text("x"))
      #expect(throws: WeirError.self) { try index.search(.all, SearchOptions(filters: [order])) }
    }
  }

  @Test("Facets count over everything found, arrays by their elements")
  func facets() async throws {
    let sessions = Self.sessions + [Session("s6", user: "ann", "Kind", "Kind", "Kind of Blue")]
    try await withSessions(sessions, shards: 3) { index throws in
      let all = try index.search(
        .all, SearchOptions(limit: 1, facets: ["user", "tracks", "note"], facetLimit: 2))
      #expect(all.facets.map(\.field) == ["user", "tracks", "note"])
      #expect(
        all.facets[0].counts == [
          .init(value: .text("ann"), count: 3), .init(value: .text("bob"), count: 2),
        ])
      #expect(all.facets[0].otherCount == 1)
      #expect(
        all.facets[1].counts == [
          .init(value: .text("Kind"), count: 2), .init(value: .text("Kind of Blue"), count: 2),
        ])
      #expect(all.facets[2].counts.map(\.count) == [1, 1])
      let blue = try index.search(SearchQuery("blue"), SearchOptions(facets: ["user", "length"]))
      #expect(
        blue.facets[0].counts == [
          .init(value: .text("ann"), count: 2), .init(value: .text("bob"), count: 1),
        ])
      #expect(blue.facets[1].counts.map(\.value) == [.integer(0), .integer(100), .integer(300)])
      #expect(try index.search(SearchQuery("!"), SearchOptions(facets: ["user"])).facets[0].counts == [])
      #expect(throws: WeirError.self) { try index.search(.all, SearchOptions(facets: ["x"])) }
    }
  }

  @Test("A document comes back as it was put, as a record and as JSON")
  func documents() async throws {
    var session = Session("s\u{0}\"1", user: "o'neil", "a \"b\"\n", "", note: nil, length: .min)
    session.score = -0.1
    session.isLive = true
    session.start = EventTime(milliseconds: -1)
    session.flags = UInt64(Int64.max)
    session.extra = ["b": 2, "a": 1]
    try await withSessions([session, Session("other")]) { index throws in
      #expect(try index.get(Session.self, "s\u{0}\"1") == session)
      #expect(try index.document("s") == nil)
      #expect(try index.document("missing") == nil)
      #expect(try index.count() == 2)
      let document = try #require(try index.document("s\u{0}\"1"))
      #expect(document["live"] == .integer(1) && document["nothing"] == .null)
      #expect(
        try document.json()
          == #"{"session":"s\u0000\"1","user":"o'neil","tracks":["a \"b\"\n",""],"note":null,"#
          + #""length":-9223372036854775808,"score":-0.1,"live":true,"start":-1,"#
          + #""flags":9223372036854775807,"extra":{"a":1,"b":2}}"#)
    }
  }
}
