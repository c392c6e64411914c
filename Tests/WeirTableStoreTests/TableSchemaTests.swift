import Testing
import WeirCore
import WeirEpochLog
import WeirSQLite
import WeirStorage

@testable import WeirTableStore

/// The same table's record over the versions of a job.
private struct First: Record, Equatable {
  var id = 0
  var name = ""
  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("id", &id)
    try field("name", &name)
  }
}

private struct Second: Record, Equatable {
  var score: Double?
  var id = 0
  var note: String?
  var name = ""
  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("score", &score)
    try field("id", &id)
    try field("note", &note)
    try field("name", &name)
  }
}

private struct Strict: Record {
  var id = 0
  var name = ""
  var level = 0
  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("id", &id)
    try field("name", &name)
    try field("level", &level)
  }
}

private struct Retyped: Record {
  var id = 0
  var name = 0
  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("id", &id)
    try field("name", &name)
  }
}

@Suite struct TableSchemaTests {
  @Test func `New optional columns are added, also under rows that were logged before`()
    async throws
  {
    try await withDirectory { root in
      let old = TestTable<First>(TableSink(key: \.id, partitions: 2), in: root)
      let applier = try await old.store([(0..<4).map { .put(First(id: $0, name: "n\($0)")) }])
      let late = try await old.seal(
        [.put(First(id: 1, name: "late")), .put(First(id: 9, name: "nine"))], epoch: 2)
      await applier.close()

      let new = TestTable<Second>(TableSink(key: \.id, partitions: 2), in: root)
      let second = try await new.applier(2)
      for commit in try await second.recover([late]) { try await second.apply(commit) }
      await second.close()
      let snapshot = try old.snapshot(2)
      let rows = try snapshot.rows(of: Second.self)
      #expect(rows.map(\.name) == ["n0", "late", "n2", "n3", "nine"])
      #expect(rows.allSatisfy { $0.score == nil && $0.note == nil })
      #expect(snapshot.schema?.columns.map(\.name) == ["id", "name", "score", "note"])
      #expect(try old.snapshot(1).rows(of: First.self).map(\.name) == ["n0", "n1", "n2", "n3"])

      let third = TestTable<Second>(TableSink(key: \.id, partitions: 2), in: root + "/x")
      let stored = try await third.store([
        [.put(Second(score: 1.5, id: 3, note: "y", name: "z"))]
      ])
      #expect(
        try third.snapshot().get(Second.self, key: 3)
          == Second(score: 1.5, id: 3, note: "y", name: "z"))
      await stored.close()
    }
  }

  private func openError<Row: Record>(
    _ sink: TableSink<TableChange<Row>, Row>, in root: String
  ) async throws -> WeirError? {
    let table = TestTable<Row>(sink, in: root)
    return await failure {
      for partition in table.partitions(2) {
        try partition.open()
        partition.close()
      }
    }
  }

  @Test func `Every other change is refused by name`() async throws {
    try await withDirectory { root in
      let old = TestTable<First>(TableSink(key: \.id, \.name, partitions: 2), in: root)
      await (try await old.store([[.put(First(id: 1, name: "a"))]])).close()
      let errors = [
        try await openError(
          TableSink<TableChange<Strict>, Strict>(key: \.id, \.name, partitions: 2), in: root),
        try await openError(
          TableSink<TableChange<Retyped>, Retyped>(key: \.id, \.name, partitions: 2), in: root),
        try await openError(
          TableSink<TableChange<First>, First>(key: \.name, \.id, partitions: 2), in: root),
        try await openError(
          TableSink<TableChange<First>, First>(key: \.id, \.name, partitions: 3), in: root),
        try await openError(
          TableSink<TableChange<First>, First>(
            key: \.id, \.name, partitions: 2, partitionBy: ["name"]), in: root),
      ]
      let words = [
        ["\"level\"", "int64", "optional"], ["\"name\"", "string", "int64"], ["key", "name, id"],
        ["2 partitions", "3"], ["partitioned by id, name", "name"],
      ]
      for (error, words) in zip(errors, words) {
        #expect(error?.code == .incompatibleState)
        for word in words { #expect(error?.message.contains(word) == true, "\(word)") }
      }
    }
  }

  @Test func `What cannot be a table is a problem of the plan`() {
    func problem(_ sink: TableSink<Play, Play>) -> String { sink.problem ?? "none" }
    #expect(problem(TableSink(key: \.track, \.user)) == "none")
    #expect(problem(TableSink(key: \.user, partitions: 0)).contains("partitions"))
    #expect(problem(TableSink(key: \.ratio)).contains("\"ratio\""))
    #expect(problem(TableSink(key: \.tags)).contains("container"))
    #expect(problem(TableSink(key: \.key)).contains("leads to no field"))
    #expect(problem(TableSink(key: \.user, partitionBy: ["track"])).contains("not in the key"))
    #expect(problem(TableSink(key: \.user, indexes: [["nope"]])).contains("\"nope\""))
    #expect(problem(TableSink(keyNames: [])).contains("at least one"))
    #expect(problem(TableSink(keyNames: ["user", "user"])).contains("twice"))
    #expect(
      problem(TableSink(key: \.user, options: StoreOptions(pageSize: 0))).contains("pageSize"))
    #expect(TableSink<LongName, LongName>(keyNames: ["id"]).problem?.contains("63") == true)
    #expect(TableSink<TwoCases, TwoCases>(keyNames: ["a"]).problem?.contains("one column") == true)
  }

  @Test func `A store of another job, and a damaged file, are refused`() async throws {
    try await withDirectory { root in
      let table = TestTable<First>(TableSink(key: \.id, partitions: 1), in: root)
      await (try await table.store([[.put(First(id: 1, name: "a"))]])).close()
      let other = TestTable<First>(TableSink(key: \.id, partitions: 1), in: root)
      other.jobID = "fedcba9876543210"
      let foreign = await failure { try other.partitions(2)[0].open() }
      #expect(foreign?.code == .unusableCheckpoint)
      #expect(foreign?.message.contains("fedcba9876543210") == true)
      #expect(await failure { _ = try other.openSnapshot() }?.code == .unusableCheckpoint)

      let path = table.directory + "/p-0000.sqlite"
      let files = PosixFileSystem()
      let file = try files.open(path, .update)
      try [UInt8](repeating: 0x58, count: 100).withUnsafeBytes { try file.write($0, at: 0) }
      file.close()
      let damaged = await failure { try table.partitions(2)[0].open() }
      #expect(damaged?.code == .unusableCheckpoint)
      #expect(damaged?.location.file == path)
    }
  }

  @Test func `An attempt that was taken over writes nothing`() async throws {
    try await withDirectory { root in
      let table = TestTable<First>(TableSink(key: \.id, partitions: 1), in: root)
      await (try await table.store([[.put(First(id: 1, name: "a"))]])).close()
      let old = table.partitions(1)[0]
      try old.open()
      let new = table.partitions(2)[0]
      try new.open()
      #expect(await failure { try old.begin(CheckpointID(2)) }?.code == .directoryOwned)
      #expect(await failure { try table.partitions(1)[0].open() }?.code == .directoryOwned)
      try new.begin(CheckpointID(2))
      try new.commit()
      #expect(try new.storedEpoch() == CheckpointID(2))
      new.close()
      old.close()
    }
  }
}

private struct LongName: Record {
  var id = 0
  var other = 0
  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("id", &id)
    try field("a_name_of_a_field_that_is_much_longer_than_what_other_databases_will_take", &other)
  }
}

private struct TwoCases: Record {
  var first = 0
  var second = 0
  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("a", &first)
    try field("A", &second)
  }
}
