import Testing
import WeirCore

@testable import WeirSearchStore

/// Documents whose record changes between attempts.
@Suite struct SchemaChangeTests {
  struct First: Record {
    var id = ""
    var text = ""
    var size: Int32 = 0
    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("id", &id)
      try field("text", &text)
      try field("size", &size)
    }
  }

  struct Wider: Record {
    var id = ""
    var added: String? = nil
    var tags: [String]? = nil
    var text = ""
    var size: Int64? = 0
    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("id", &id)
      try field("added", &added)
      try field("tags", &tags)
      try field("text", &text)
      try field("size", &size)
    }
  }

  static func schema(
    _ fields: [(String, FieldType)], id: String = "id", text: [String] = ["text"],
    stemming: SearchStemming = .none
  ) -> SearchSchema {
    SearchSchema(
      .record(fields.map { .init(name: $0.0, type: $0.1) }), id: id, text: text, stemming: stemming)
  }

  static let stored: [(String, FieldType)] = [
    ("id", .string), ("text", .string), ("size", .int(bits: 32)), ("note", .optional(.string)),
  ]

  @Test("Optional fields may be added and fields become optional or wider; all else has its reason")
  func rules() throws {
    let old = Self.schema(Self.stored)
    let fine = try Self.schema(
      Array(Self.stored.reversed()) + [("new", .optional(.array(.string)))], text: ["text", "new"]
    ).adapted(to: old)
    #expect(fine.documentFields.map(\.name) == ["id", "text", "size", "note", "new"])
    let optional = try Self.schema(
      [
        ("id", .string), ("text", .optional(.string)), ("size", .int(bits: 64)),
        ("note", .optional(.string)),
      ]
    ).adapted(to: old)
    #expect(optional.documentFields[1].isOptional)
    let refused: [(SearchSchema, String)] = [
      (Self.schema(Self.stored + [("new", .string)]), "\"new\" is new and not optional"),
      (Self.schema(Self.stored.dropLast()), "\"note\" is gone"),
      (Self.schema(Self.stored.dropLast() + [("note", .string)]), "\"note\" was optional"),
      (
        Self.schema(Self.stored.dropLast() + [("note", .optional(.double))]),
        "\"note\" is stored as text and is real"
      ),
      (Self.schema(Self.stored, text: ["text", "note"]), "no text search"),
      (Self.schema(Self.stored, id: "text"), "named by field \"id\""),
      (Self.schema(Self.stored, stemming: .porter), "stemming is none, not porter"),
    ]
    for (schema, reason) in refused {
      let error = #expect(throws: WeirError.self) { try schema.adapted(to: old) }
      #expect(error?.code == .incompatibleState)
      #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
    }
    #expect(try SearchSchema(stored: try fine.stored) == fine)
  }

  @Test("An index gets its new columns and words, and what is logged in the old form is applied")
  func adaptation() async throws {
    try await withDirectory { directory in
      let first = TestIndex(SearchSink<First>(id: \.id, text: [\.text], shards: 1), in: directory)
      func document(_ id: String, _ text: String, _ size: Int32) -> First {
        var first = First()
        (first.id, first.text, first.size) = (id, text, size)
        return first
      }
      try await first.start()
      try await first.put([document("a", "old words", 1), document("b", "old", 2)])
      let logged = try await first.seal([document("b", "logged words", 3), document("c", "late", 4)])

      let wider = TestIndex(
        SearchSink<Wider>(id: \.id, text: [\.tags, \.text], shards: 1), in: directory)
      wider.follow(first)
      try await wider.start()
      #expect(try wider.snapshot(at: 1).ids("words") == ["a"])
      try await wider.apply(logged)
      let snapshot = try wider.snapshot(at: 2)
      #expect(try snapshot.ids("words").sorted() == ["a", "b"])
      #expect(try snapshot.ids("text:late") == ["c"])
      let old = try #require(try snapshot.get(Wider.self, "b"))
      #expect(old.size == 3 && old.tags == nil && old.added == nil)
      var new = Wider()
      (new.id, new.text, new.tags, new.size) = ("b", "newest", ["red tag"], nil)
      try await wider.put([new])
      let last = try wider.snapshot(at: 3)
      #expect(try last.ids("tags:red") == ["b"])
      #expect(try last.ids("logged") == [])
      #expect(try last.get(Wider.self, "b")?.size == nil)
      #expect(try wider.snapshot(at: 2).ids("logged") == ["b"])
    }
  }

  @Test("A record that an index cannot take stops the job before anything flows")
  func refusal() async throws {
    try await withDirectory { directory in
      let wider = TestIndex(SearchSink<Wider>(id: \.id, text: [\.text]), in: directory)
      try await wider.start()
      let first = TestIndex(SearchSink<First>(id: \.id, text: [\.text]), in: directory)
      let error = await #expect(throws: WeirError.self) { try await first.start() }
      #expect(error?.code == .incompatibleState)
      #expect(error?.message.contains("\"added\" is gone") == true)
    }
  }
}
