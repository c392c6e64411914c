import Testing
import WeirCore
import WeirEpochLog
import WeirSQLite

@testable import WeirSearchStore

/// What a sink can be, and what it refuses.
@Suite struct SearchSinkTests {
  struct Plain: Record {
    var id = ""
    var text = ""
    var tags: [String]? = nil
    var number = 0
    var double: Int { number * 2 }
    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("id", &id)
      try field("text", &text)
      try field("tags", &tags)
      try field("number", &number)
    }
  }

  struct Odd: Record {
    var id = ""
    var rank = ""
    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("id", &id)
      try field("rank", &rank)
    }
  }

  struct Twins: Record {
    var id = ""
    var other = ""
    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("id", &id)
      try field("ID", &other)
    }
  }

  struct LongName: Record {
    var id = ""
    var text = ""
    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("id", &id)
      try field(
        "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggggggggghhhhhhhhhh", &text)
    }
  }

  struct Quoted: Record {
    var id = ""
    var text = ""
    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("i\"d", &id)
      try field("t'); DROP TABLE documents; --\" x", &text)
    }
  }

  @Test("Key paths are found by their names; what is no field, no text or a clash is a problem")
  func problems() {
    #expect(SearchSink<Plain>(id: \.id, text: [\.text, \.tags]).problem == nil)
    #expect(SearchSink<Plain>(id: \.id, text: [\.text, \.tags]).schema.textFields.map(\.name)
      == ["text", "tags"])
    #expect(SearchSink<Plain>(id: \.id, text: []).problem?.contains("at least one") == true)
    #expect(SearchSink<Plain>(id: \.id, text: [\.number]).problem?.contains("\"number\"") == true)
    #expect(SearchSink<Plain>(id: \.id, text: [\.double]).problem?.contains("no field") == true)
    #expect(SearchSink<Odd>(id: \.id, text: [\.rank]).problem?.contains("FTS5") == true)
    #expect(SearchSink<Twins>(id: \.id, text: [\.id]).problem?.contains("case") == true)
    #expect(SearchSink<LongName>(id: \.id, text: [\.text]).problem?.contains("80 bytes") == true)
    #expect(SearchSink<Plain>(id: \.id, text: [\.text], shards: 0).problem?.contains("0") == true)
    #expect(SearchSink<Plain>(id: \.id, text: [\.text], shards: 257).problem != nil)
    #expect(SearchSink<Plain>(id: \.id, text: [\.text], bulkFlushMaxActions: 0).problem != nil)
  }

  @Test("Elasticsearch's options are those of the store under other names")
  func options() {
    let sink = SearchSink<Plain>(
      id: \.id, text: [\.text], bulkFlushMaxActions: 7, bulkFlushInterval: .seconds(2))
    #expect(sink.options.pageSize == 7 && sink.options.autoFlushInterval == .seconds(2))
    let standard = SearchSink<Plain>(id: \.id, text: [\.text]).options
    #expect(standard.pageSize == 1000 && standard.autoFlushInterval == .seconds(5))
  }

  @Test("All changes of an id are routed alike, and a change is a value that formats can carry")
  func routing() throws {
    let hash = try #require(Session.sink().routingHash)
    #expect(try hash(.put(Session("x"))) == hash(.remove("x")))
    #expect(try hash(.remove("caf\u{e9}")) != hash(.remove("cafe\u{301}")))
    for change in [Session.Change.put(Session("x", "y")), .remove("z")] {
      var encoder = BinaryEncoder()
      try change.encode(to: &encoder)
      let copy = try encoder.withUnsafeBytes { bytes in
        var decoder = BinaryDecoder(bytes)
        return try Session.Change.decode(from: &decoder)
      }
      switch (change, copy) {
      case (.put(let a), .put(let b)): #expect(a == b)
      case (.remove(let a), .remove(let b)): #expect(a == b)
      default: Issue.record("another kind")
      }
    }
  }

  @Test("Names that attack are names")
  func quotedNames() async throws {
    try await withDirectory { directory in
      var document = Quoted()
      document.id = "a"
      document.text = "some words"
      let index = TestIndex(SearchSink<Quoted>(id: \.id, text: [\.text]), in: directory)
      #expect(index.sink.problem == nil)
      try await index.start()
      try await index.put([document])
      let snapshot = try index.snapshot()
      let name = "t'); DROP TABLE documents; --\" x"
      let found = try snapshot.search(
        SearchQuery("words"),
        SearchOptions(
          order: .ascending(name), facets: [name], highlighting: Highlighting(fields: [name])))
      #expect(found.hits.map(\.id) == ["a"] && found.facets[0].counts.count == 1)
      #expect(found.hits[0].highlights[0].text.marked("<", ">") == "some <words>")
      #expect(try snapshot.get(Quoted.self, "a")?.text == "some words")
    }
  }

  @Test("A shard of another job, kind, sink or number of shards is refused")
  func foreign() async throws {
    try await withDirectory { directory in
      let index = TestIndex(Session.sink(), in: directory)
      try await index.start()
      try await index.put([.put(Session("a", "b"))])
      index.jobID = "fedcba9876543210"
      let error = await #expect(throws: WeirError.self) { try await index.start() }
      #expect(error?.code == .unusableCheckpoint && error?.message.contains("job id") == true)
      let reading = #expect(throws: WeirError.self) { try index.open() }
      #expect(reading?.code == .unusableCheckpoint)
      let more = TestIndex(Session.sink(shards: 3), in: directory)
      let count = await #expect(throws: WeirError.self) { try await more.start() }
      #expect(count?.message.contains("2 partitions") == true)
    }
  }

  @Test("A lower attempt is refused once a higher one has opened the index")
  func fencing() async throws {
    try await withDirectory { directory in
      let old = TestIndex(Session.sink(), in: directory)
      try await old.start()
      let commit = try await old.seal([.put(Session("a", "b"))])
      let new = TestIndex(Session.sink(), in: directory)
      new.follow(old)
      try await new.start()
      let error = await #expect(throws: WeirError.self) { try await old.apply(commit) }
      #expect(error?.code == .directoryOwned)
      #expect(try new.snapshot(at: 0).count() == 0)
    }
  }

  @Test("There is no index to read before the job has run")
  func noIndex() async throws {
    try await withDirectory { directory in
      let index = TestIndex(Session.sink(), in: directory)
      #expect(throws: WeirError.self) { try index.open() }
      try await index.start()
      #expect(try index.snapshot().count() == 0)
      #expect(try index.snapshot().search(SearchQuery("a")).total == 0)
    }
  }
}
