import Testing
import WeirCore
import WeirEpochLog
import WeirSQLite
import WeirStorage

@testable import WeirTableStore

@Suite struct TableValueTests {
  private func table(_ root: String, partitions: Int = 2) -> TestTable<Play> {
    TestTable(TableSink(key: \.track, \.user, partitions: partitions), in: root)
  }

  @Test func `Every kind of value comes back as it was put`() async throws {
    try await withDirectory { root in
      let table = table(root)
      var plays: [Play] = []
      for (track, number) in [-0.0, 1.5, .infinity, 4e300, 7].enumerated() {
        var play = Play("u", track, count: UInt64(Int64.max), ratio: number)
        play.isLoud = track % 2 == 0
        play.at = EventTime(milliseconds: -5 + Int64(track))
        play.raw = Bytes(track == 0 ? [] : [0, 255])
        play.tags = ["\u{0}", "caf\u{e9}", "'); DROP TABLE plays; --"]
        if track > 2 { play.place = Play.Place() }
        plays.append(play)
      }
      let applier = try await table.store([plays.map { .put($0) }])
      let seen = try table.snapshot().rows(of: Play.self)
      #expect(seen == plays)
      await applier.close()
    }
  }

  @Test func `Keys that only look alike are different rows`() async throws {
    try await withDirectory { root in
      let table = table(root)
      let users = [
        "caf\u{e9}", "cafe\u{301}", "key", "KEY", "a\u{0}", "a\u{0}b", "a", "",
        "x\"; DROP TABLE \"plays\"; --", String(repeating: "k", count: 300),
        String(repeating: "m", count: 1 << 20),
      ]
      let applier = try await table.store([
        users.enumerated().map { .put(Play($1, 1, count: UInt64($0))) }
      ])
      let snapshot = try table.snapshot()
      #expect(try snapshot.count() == users.count)
      for (index, user) in users.enumerated() {
        let play = try snapshot.get(Play.self, key: 1, user)
        #expect(play?.count == UInt64(index))
        #expect(play.map { Array($0.user.utf8) } == Array(user.utf8))
      }
      // By key, texts by their bytes.
      let order = try snapshot.rows(of: Play.self).map { Array($0.user.utf8) }
      #expect(order == users.map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) })
      await applier.close()
    }
  }

  @Test func `A refused value is recorded once and the key's earlier change stands`() async throws {
    try await withDirectory { root in
      let table = table(root, partitions: 1)
      let applier = try await table.store([
        [.put(Play("old", 1, count: 1))],
        [
          .put(Play("old", 1, count: .max)), .put(Play("new", 2, count: 7)),
          .put(Play("new", 2, count: 1 << 63)), .put(Play("new", 3, ratio: .nan)),
          .put(Play("fine", 4)),
        ],
      ])
      #expect(applier.status.rejectedCount == 3)
      let snapshot = try table.snapshot()
      #expect(
        try snapshot.rows(of: Play.self) == [
          Play("old", 1, count: 1), Play("new", 2, count: 7), Play("fine", 4),
        ])
      await applier.close()
      let path = table.directory + "/p-0000.sqlite"
      let reader = try #require(try SQLitePartitionReader.open(path, kind: "table"))
      let rejected = try reader.rejected()
      #expect(rejected.map(\.sequence) == [0, 2, 3])
      #expect(rejected.allSatisfy { $0.epoch == CheckpointID(2) && !$0.isSuperseded })
      #expect(rejected.first?.reason.contains("column \"count\"") == true)
      #expect(rejected.last?.reason.contains("column \"ratio\"") == true)
    }
  }

  @Test func `A later change of the key supersedes the refused one`() async throws {
    try await withDirectory { root in
      let table = table(root, partitions: 1)
      let applier = try await table.store([
        [.put(Play("a", 1, count: .max)), .put(Play("b", 1, count: .max))],
        [.put(Play("a", 1, count: 2))],
      ])
      await applier.close()
      let path = table.directory + "/p-0000.sqlite"
      let reader = try #require(try SQLitePartitionReader.open(path, kind: "table"))
      #expect(try reader.rejected().map(\.isSuperseded) == [true, false])
    }
  }

  @Test func `A constraint that somebody added refuses rows but loses none`() async throws {
    try await withDirectory { root in
      let table = table(root, partitions: 1)
      var applier = try await table.store([[.put(Play("a", 1, count: 1))]])
      await applier.close()
      let path = table.directory + "/p-0000.sqlite"
      try execute("CREATE UNIQUE INDEX once ON plays(count)", on: path)
      applier = try await table.store(
        [[.put(Play("b", 1, count: 1)), .put(Play("c", 1, count: 2))]], attempt: 2)
      #expect(applier.status.rejectedCount == 1)
      #expect(try table.snapshot().rows(of: Play.self).map(\.user) == ["a", "c"])
      await applier.close()
    }
  }

  private func request(_ rejected: RejectedChange, isForced: Bool = false) -> RedriveRequest {
    var request = RedriveRequest()
    request.change = rejected.id
    request.isForced = isForced
    return request
  }

  @Test func `A refused row is stored on request once, when the store takes it`() async throws {
    try await withDirectory { root in
      let table = table(root, partitions: 2)
      var applier = try await table.store([(0..<8).map { .put(Play("u\($0)", 1, count: 1)) }])
      await applier.close()
      let paths = (0..<2).map { table.directory + "/p-000\($0).sqlite" }
      for path in paths {
        try execute(
          "CREATE TRIGGER no BEFORE INSERT ON plays WHEN new.count = 7 BEGIN"
            + " SELECT RAISE(ABORT, 'no sevens'); END", on: path)
      }
      applier = try await table.store(
        [(8..<16).map { .put(Play("u\($0)", 1, count: $0 < 12 ? 7 : 2)) }], attempt: 2)
      let refused = try await table.sink.rejectedChanges(table.context(2))
      #expect(refused.count == 4 && refused.allSatisfy { $0.reason.contains("no sevens") })
      #expect(refused.allSatisfy { $0.state == .refused && $0.payload.contains("count=7") })
      // Still refused: it stays the letter that it is.
      let early = try await table.seal([], epoch: 3, attempt: 2, requests: [request(refused[0])])
      try await applier.apply(early)
      var expected = refused
      expected[0].refusalCount = 2
      #expect(try await table.sink.rejectedChanges(table.context(2)) == expected)
      for path in paths { try execute("DROP TRIGGER no", on: path) }
      // One has a newer change by then, in the same epoch.
      let key = try #require(refused.last?.key.split(separator: " ").last.map(String.init))
      let again = try await table.seal(
        [.put(Play(key, 1, count: 5))], epoch: 4, attempt: 2,
        requests: refused.map { request($0) } + refused.map { request($0) })
      #expect(try table.snapshot().rows(of: Play.self).filter { $0.count == 7 }.count == 3)
      try await applier.apply(again)
      for _ in 0..<2 {
        #expect(try table.snapshot().rows(of: Play.self).filter { $0.count == 7 }.count == 3)
        #expect(try table.snapshot().rows(of: Play.self).first { $0.user == key }?.count == 5)
        let states = try await table.sink.rejectedChanges(table.context(2)).map(\.state)
        #expect(states == [.redriven, .redriven, .redriven, .superseded])
        // The same requests once more: they are done already.
        try await applier.apply(
          try await table.seal(
            [], epoch: (table.commits.last?.epoch.number ?? 0) + 1, attempt: 2,
            requests: refused.map { request($0) }))
      }
      try await applier.apply(
        try await table.seal(
          [], epoch: (table.commits.last?.epoch.number ?? 0) + 1, attempt: 2,
          requests: [request(try #require(refused.last), isForced: true)]))
      #expect(try table.snapshot().rows(of: Play.self).first { $0.user == key }?.count == 7)
      await applier.close()
    }
  }

  @Test func `Filters, order, limit and offset go over all partitions`() async throws {
    try await withDirectory { root in
      let table = TestTable<Play>(
        TableSink(key: \.track, \.user, partitions: 5, indexes: [["count"]]), in: root)
      let applier = try await table.store([
        (0..<50).map { .put(Play("u\($0 % 7)", $0, count: UInt64($0 % 10))) }
      ])
      let snapshot = try table.snapshot()
      let schema = try #require(snapshot.schema)
      let query = TableQuery(
        filters: [try schema.filter(fromText: "count>=8"), try schema.filter(fromText: "user!=u3")],
        order: [.init("count", isDescending: true)], limit: 3, offset: 2)
      let expected = (0..<50).map { Play("u\($0 % 7)", $0, count: UInt64($0 % 10)) }
        .filter { $0.count >= 8 && $0.user != "u3" }
        .sorted { ($1.count, $0.track) < ($0.count, $1.track) }
      #expect(try snapshot.rows(of: Play.self, query) == Array(expected[2..<5]))
      #expect(try snapshot.count(query.filters) == expected.count)
      #expect(try snapshot.count([TableFilter("ratio", .isNull)]) == 50)
      #expect(try snapshot.get(schema.key(fromTexts: ["7", "u0"]))?["count"] == .integer(7))
      #expect(try snapshot.get(schema.key(fromTexts: ["7", "u1"])) == nil)
      await applier.close()
    }
  }
}
