import Testing
import WeirCore
import WeirEpochLog

@testable import WeirSearchStore

/// Documents that an index's file refuses by a constraint that somebody added, and that are asked
/// for again when it is gone.
@Suite struct RedriveTests {
  private static let shards = 2

  private static func index(_ directory: String, pageSize: Int = 1000) -> TestIndex<Session.Change>
  {
    TestIndex(Session.sink(shards: shards, pageSize: pageSize), in: directory)
  }

  private static func refusePoison(_ index: TestIndex<Session.Change>) throws {
    for action in ["INSERT", "UPDATE"] {
      try index.execute(
        "CREATE TRIGGER no_\(action) BEFORE \(action) ON documents WHEN new.user = 'poison'"
          + " BEGIN SELECT RAISE(ABORT, 'no poison here'); END", shards: shards)
    }
  }

  private static func takePoison(_ index: TestIndex<Session.Change>) throws {
    try index.execute("DROP TRIGGER no_INSERT; DROP TRIGGER no_UPDATE", shards: shards)
  }

  private static func poison(_ id: String) -> Session.Change {
    .put(Session(id, user: "poison", "venom"))
  }

  private static func request(_ refused: RejectedChange, isForced: Bool = false) -> RedriveRequest {
    var request = RedriveRequest()
    request.change = refused.id
    request.isForced = isForced
    return request
  }

  @Test("A constraint that somebody added refuses documents but loses none", arguments: [1, 2, 1000])
  func constraint(pageSize: Int) async throws {
    try await withDirectory { directory in
      let index = Self.index(directory, pageSize: pageSize)
      try await index.start()
      try await index.put([.put(Session("kept", "before")), .put(Session("other", "before"))])
      try Self.refusePoison(index)
      for round in 1...2 {
        let others = (0..<40).map { Session.Change.put(Session("o\(round).\($0)", "fine")) }
        try await index.put(
          Array(others[..<20])
            + [
              .put(Session("earlier\(round)", "earlier")), Self.poison("earlier\(round)"),
              Self.poison("never\(round)"),
            ] + (round == 1 ? [Self.poison("kept"), .remove("other")] : []) + Array(others[20...]))
      }
      let snapshot = try index.snapshot()
      #expect(try snapshot.count() == 83)
      #expect(try snapshot.ids("earlier").sorted() == ["earlier1", "earlier2"])
      #expect(try snapshot.ids("before") == ["kept"])
      #expect(try snapshot.ids("venom") == [])
      let rejected = try await index.rejected()
      #expect(
        rejected.map(\.key).sorted() == ["earlier1", "earlier2", "kept", "never1", "never2"])
      #expect(rejected.allSatisfy { $0.reason == "no poison here" && $0.state == .refused })
      #expect(index.status?.breaker == .closed && index.status?.failureCount == 0)
      try index.execute(
        "INSERT INTO documents_index(documents_index) VALUES('integrity-check')",
        shards: Self.shards)
    }
  }

  @Test("SEMANTICS 2.10: a put that comes late, or again, does not bring a removed document back")
  func latePut() async throws {
    try await withDirectory { directory in
      let index = Self.index(directory)
      try await index.start()
      let put = try await index.seal([.put(Session("a", "venom")), .put(Session("b", "venom"))])
      try await index.apply(put)
      try await index.put([.remove("a")])
      #expect(try index.snapshot().ids("venom") == ["b"])
      try await index.apply(put)
      #expect(try index.snapshot().ids("venom") == ["b"])
      // Not by a later attempt either, whose recovery lists the epoch again.
      #expect(try await index.start().isEmpty)
      try await index.apply(put)
      #expect(try index.snapshot().ids("venom") == ["b"])
    }
  }

  @Test("A refused document is stored on request once, when the index takes it")
  func redriven() async throws {
    try await withDirectory { directory in
      let index = Self.index(directory)
      try await index.start()
      try await index.put([.put(Session("kept", "before"))])
      try Self.refusePoison(index)
      try await index.put(["kept", "a", "b", "c"].map(Self.poison) + [.put(Session("d", "fine"))])
      let refused = try await index.rejected()
      #expect(refused.count == 4)
      // Still refused: each stays the letter that it is.
      try await index.apply(try await index.seal([], requests: refused.map { Self.request($0) }))
      #expect(try await index.rejected().map(\.id) == refused.map(\.id))
      #expect(try await index.rejected().allSatisfy { $0.refusalCount == 2 })

      try Self.takePoison(index)
      // One has a newer change by then, in the same epoch; all are asked for twice.
      let again = refused.map { Self.request($0) }
      let commit = try await index.seal([.put(Session("c", "newer"))], requests: again + again)
      #expect(try index.snapshot().ids("venom").sorted() == ["a", "b", "kept"])
      for attempt in 1...2 {
        if attempt == 2 { #expect(try await index.start(applied: 2).isEmpty) }
        try await index.apply(commit)
        let snapshot = try index.snapshot()
        #expect(try snapshot.ids("venom").sorted() == ["a", "b", "kept"])
        #expect(try snapshot.ids("newer") == ["c"] && snapshot.ids("before") == [])
        let states = Dictionary(
          uniqueKeysWithValues: try await index.rejected().map { ($0.key, $0.state) })
        #expect(
          states == ["kept": .redriven, "a": .redriven, "b": .redriven, "c": .superseded])
      }
    }
  }

  @Test("What was given again and stored is not stored once more over a newer change")
  func once() async throws {
    try await withDirectory { directory in
      let index = Self.index(directory)
      try await index.start()
      try await index.put([.put(Session("a", "before"))])
      try Self.refusePoison(index)
      try await index.put([Self.poison("a")])
      try Self.takePoison(index)
      let request = Self.request(try #require(try await index.rejected().first))
      try await index.apply(try await index.seal([], requests: [request]))
      try await index.put([.put(Session("a", "newer"))])
      for isForced in [false, true] {
        var request = request
        request.isForced = isForced
        try await index.apply(try await index.seal([], requests: [request]))
        #expect(try index.snapshot().ids("newer") == ["a"])
      }
    }
  }

  @Test("A document with a newer change of its id is stored over it only by force")
  func forced() async throws {
    try await withDirectory { directory in
      let index = Self.index(directory)
      try await index.start()
      try await index.put([.put(Session("a", "before"))])
      try Self.refusePoison(index)
      try await index.put([Self.poison("a")])
      try Self.takePoison(index)
      try await index.put([.put(Session("a", "newer"))])
      let refused = try #require(try await index.rejected().first)
      try await index.apply(try await index.seal([], requests: [Self.request(refused)]))
      #expect(try index.snapshot().ids("newer") == ["a"])
      try await index.apply(
        try await index.seal([], requests: [Self.request(refused, isForced: true)]))
      #expect(try index.snapshot().ids("venom") == ["a"])
      #expect(try await index.rejected().map(\.state) == [.redriven])
    }
  }
}
