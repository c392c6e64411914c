import Testing
import WeirCore
import WeirEpochLog
import WeirSQLite

@testable import WeirSearchStore

/// Documents that an index can never store.
@Suite struct PoisonTests {
  static func poison(_ id: String) -> Session {
    var session = Session(id, "poison")
    session.flags = .max
    return session
  }

  static func rejected(_ directory: String, shards: Int) throws -> [WeirSQLite.StoredRejection] {
    try (0..<shards).flatMap { shard in
      try #require(
        try SQLitePartitionReader.open(
          directory + "/store/" + PartitionIdentity.fileName(of: shard), kind: SearchSchema.kind)
      ).rejected()
    }
  }

  @Test("A refused document is kept as a rejection once, the rest is stored, and its id's earlier change of the epoch stands",
    arguments: [1, 2, 1000])
  func fallback(pageSize: Int) async throws {
    try await withDirectory { directory in
      let index = TestIndex(Session.sink(shards: 2, pageSize: pageSize), in: directory)
      try await index.start()
      try await index.put([.put(Session("kept", "before")), .put(Session("gone", "before"))])
      let others = (0..<50).map { Session.Change.put(Session("o\($0)", "other")) }
      var nan = Session("nan", "poison")
      nan.score = .nan
      try await index.put(
        Array(others[..<25])
          + [
            .put(Session("fallback", "earlier")), .put(Self.poison("fallback")),
            .put(Self.poison("kept")), .remove("gone"), .put(Self.poison("gone")),
            .put(Self.poison("never")), .put(nan), .put(Session("", "poison")),
          ] + Array(others[25...]))
      let snapshot = try index.snapshot()
      #expect(try snapshot.count() == 52)
      #expect(try snapshot.ids("earlier") == ["fallback"])
      #expect(try snapshot.ids("before") == ["kept"])
      #expect(try snapshot.ids("poison") == [])
      let rejected = try Self.rejected(directory, shards: 2)
      #expect(
        rejected.map { String(decoding: $0.key, as: UTF8.self) }.sorted()
          == ["", "fallback", "gone", "kept", "nan", "never"])
      #expect(rejected.contains { $0.reason.contains("field \"flags\": 18446744073709551615") })
      #expect(rejected.contains { $0.reason.contains("id must not be empty") })
      #expect(index.status?.rejectedCount == 6)
    }
  }

  @Test("A reader's overlay refuses what the index will refuse")
  func overlay() async throws {
    try await withDirectory { directory in
      let index = TestIndex(Session.sink(shards: 1), in: directory)
      try await index.start()
      try await index.put([.put(Session("a", "first"))])
      let commit = try await index.seal([
        .put(Session("b", "second")), .put(Self.poison("b")), .put(Self.poison("a")),
      ])
      for isApplied in [false, true] {
        if isApplied { try await index.apply(commit) }
        let snapshot = try index.snapshot()
        #expect(try snapshot.ids("").sorted() == ["a", "b"])
        #expect(try snapshot.ids("second") == ["b"])
        #expect(try snapshot.ids("poison") == [])
      }
    }
  }

  @Test("A rejection that a newer change of its id has overtaken says so")
  func superseded() async throws {
    try await withDirectory { directory in
      let index = TestIndex(Session.sink(shards: 1), in: directory)
      try await index.start()
      try await index.put([.put(Self.poison("a")), .put(Self.poison("b"))])
      try await index.put([.put(Session("a", "newer"))])
      let rejected = try Self.rejected(directory, shards: 1)
      #expect(rejected.map(\.isSuperseded) == [true, false])
    }
  }
}
