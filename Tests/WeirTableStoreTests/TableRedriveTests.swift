import Testing
import WeirCore
import WeirSQLite

@testable import WeirTableStore

/// Refused rows that are asked for again, among other changes of their keys.
struct TableRedriveTests {
  /// A table of one partition whose file refuses every row with a count of 7 or more.
  private func refusing(_ root: String) async throws -> (TestTable<Play>, String) {
    let table = TestTable<Play>(TableSink(key: \.track, \.user, partitions: 1), in: root)
    await (try await table.store([[.put(Play("before", 1, count: 1))]])).close()
    let path = table.directory + "/p-0000.sqlite"
    try execute(
      "CREATE TRIGGER no BEFORE INSERT ON plays WHEN new.count >= 7 BEGIN"
        + " SELECT RAISE(ABORT, 'too many'); END", on: path)
    return (table, path)
  }

  private func request(_ rejected: RejectedChange, isForced: Bool = false) -> RedriveRequest {
    var request = RedriveRequest()
    request.change = rejected.id
    request.isForced = isForced
    return request
  }

  private func counts(_ table: TestTable<Play>) throws -> [String: UInt64] {
    let rows = try table.snapshot().rows(of: Play.self).filter { $0.user != "before" }
    return Dictionary(uniqueKeysWithValues: rows.map { ($0.user, $0.count) })
  }

  /// Applies an epoch, and checks that a reader saw before what it sees then.
  private func apply(
    _ changes: [TableChange<Play>], _ requests: [RedriveRequest], areRequestsFirst: Bool = false,
    to applier: any Applier, _ table: TestTable<Play>
  ) async throws -> [String: UInt64] {
    let epoch = (table.commits.last?.epoch.number ?? 0) + 1
    let commit = try await table.seal(
      changes, epoch: epoch, attempt: 2, requests: requests, areRequestsFirst: areRequestsFirst)
    let ahead = try counts(table)
    try await applier.apply(commit)
    let stored = try counts(table)
    #expect(ahead == stored, "what is laid over the store, and what it stores")
    return stored
  }

  @Test func `Of two refused rows of one key the newer stays, in whatever order asked for`()
    async throws
  {
    for order in [[0, 1], [1, 0]] {
      try await withDirectory { root in
        let (table, path) = try await refusing(root)
        let applier = try await table.store(
          [[.put(Play("u", 1, count: 7))], [.put(Play("u", 1, count: 8))]], attempt: 2)
        let refused = try await table.sink.rejectedChanges(table.context(2))
        try execute("DROP TRIGGER no", on: path)
        let requests = order.map { request(refused[$0]) }
        #expect(try await apply([], requests, to: applier, table) == ["u": 8])
        let states = try await table.sink.rejectedChanges(table.context(2)).map(\.state)
        #expect(states == [.redriven, .redriven])
        await applier.close()
      }
    }
  }

  @Test func `An older refused row does not come back over a newer one that did`() async throws {
    try await withDirectory { root in
      let (table, path) = try await refusing(root)
      let applier = try await table.store(
        [[.put(Play("u", 1, count: 7))], [.put(Play("u", 1, count: 8))]], attempt: 2)
      let refused = try await table.sink.rejectedChanges(table.context(2))
      try execute("DROP TRIGGER no", on: path)
      #expect(try await apply([], [request(refused[1])], to: applier, table) == ["u": 8])
      #expect(try await apply([], [request(refused[0])], to: applier, table) == ["u": 8])
      let states = try await table.sink.rejectedChanges(table.context(2)).map(\.state)
      #expect(states == [.superseded, .redriven])
      await applier.close()
    }
  }

  @Test func `A refused row's fallback is the epoch's own earlier row, not one that is asked for`()
    async throws
  {
    try await withDirectory { root in
      let (table, path) = try await refusing(root)
      let applier = try await table.store([[.put(Play("u", 1, count: 7))]], attempt: 2)
      let old = try #require(try await table.sink.rejectedChanges(table.context(2)).first)
      try execute("DROP TRIGGER no", on: path)
      // No column holds the greatest count.
      let stored = try await apply(
        [.put(Play("u", 1, count: 2)), .put(Play("u", 1, count: .max))], [request(old)], to: applier,
        table)
      #expect(stored == ["u": 2])
      let states = try await table.sink.rejectedChanges(table.context(2)).map(\.state)
      #expect(states == [.superseded, .refused])
      await applier.close()
    }
  }

  @Test func `A row stored on request takes nothing from a later one, however often asked for`()
    async throws
  {
    try await withDirectory { root in
      let (table, path) = try await refusing(root)
      let applier = try await table.store([[.put(Play("u", 1, count: 7))]], attempt: 2)
      let old = try #require(try await table.sink.rejectedChanges(table.context(2)).first)
      try execute("DROP TRIGGER no", on: path)
      let forced = request(old, isForced: true)
      #expect(try await apply([], [request(old), forced], to: applier, table) == ["u": 7])
      let after = try await apply([.put(Play("u", 1, count: 3))], [forced], to: applier, table)
      #expect(after == ["u": 3])
      await applier.close()
    }
  }

  @Test(arguments: [false, true])
  func `What is forced stands over what the job stored before it was asked for, and not after`(
    areRequestsFirst: Bool
  ) async throws {
    try await withDirectory { root in
      let (table, path) = try await refusing(root)
      let applier = try await table.store([[.put(Play("u", 1, count: 7))]], attempt: 2)
      let old = try #require(try await table.sink.rejectedChanges(table.context(2)).first)
      try execute("DROP TRIGGER no", on: path)
      let stored = try await apply(
        [.put(Play("u", 1, count: 3))], [request(old, isForced: true)],
        areRequestsFirst: areRequestsFirst, to: applier, table)
      #expect(stored == ["u": areRequestsFirst ? 3 : 7])
      await applier.close()
    }
  }

  @Test func `A reader of what is not applied yet shows no row that the store will not take`()
    async throws
  {
    try await withDirectory { root in
      let (table, path) = try await refusing(root)
      let applier = try await table.store([[.put(Play("u", 1, count: 7))]], attempt: 2)
      let old = try #require(try await table.sink.rejectedChanges(table.context(2)).first)
      try execute("DROP TRIGGER no", on: path)
      // Two epochs behind: the key is removed, and then its refused row is asked for.
      let removed = try await table.seal([.remove(keyOf: Play("u", 1))], epoch: 3, attempt: 2)
      let asked = try await table.seal([], epoch: 4, attempt: 2, requests: [request(old)])
      #expect(try counts(table) == [:])
      try await applier.apply(removed)
      #expect(try counts(table) == [:])
      try await applier.apply(asked)
      #expect(try counts(table) == [:])
      await applier.close()
    }
  }
}
