import Glibc
import Testing
import WeirCore
import WeirEpochLog
import WeirStorage

@testable import WeirSQLite

@Suite struct SQLiteTests {
  @Test func `Names are quoted so that they stay names`() throws {
    #expect(try SQLiteIdentifier.quoted("a\"; DROP TABLE x; --") == "\"a\"\"; DROP TABLE x; --\"")
    #expect(throws: WeirError.self) { try SQLiteIdentifier.quoted("a\u{0}b") }
    #expect(throws: WeirError.self) { try SQLiteIdentifier.quoted("") }
    #expect(throws: WeirError.self) {
      try SQLiteIdentifier.quoted(String(repeating: "x", count: 64))
    }
    #expect(SQLiteIdentifier.tableName(from: "hourly delays!") == "hourly_delays_")
    #expect(SQLiteIdentifier.tableName(from: "Weir_store") == "t_Weir_store")
    #expect(SQLiteIdentifier.tableName(from: "sqlite_x") == "t_sqlite_x")
    #expect(SQLiteIdentifier.tableName(from: "") == "rows")
  }

  @Test func `Values sort as SQLite sorts them`() throws {
    let values: [ColumnValue] = [
      .null, .integer(.min), .real(-1.5), .integer(0), .real(0.5), .integer(1 << 53),
      .integer(1 << 53 + 1), .integer(.max), .real(0x1p63), .text(""), .text("A"), .text("a"),
      .text("a\u{0}"), .text("cafe\u{301}"), .text("caf\u{e9}"), .bytes([]), .bytes([0, 1]),
    ]
    let connection = try SQLiteConnection("", .memory)
    let statement = try connection.prepare("SELECT ?1 < ?2, ?1 IS ?2, ?1 > ?2")
    for (first, left) in values.enumerated() {
      for (second, right) in values.enumerated() {
        let order = ColumnValue.compare(left, right)
        #expect(order.signum() == (first - second).signum(), "\(left) \(right)")
        if left == .null || right == .null { continue }
        try statement.bind(left, at: 1)
        try statement.bind(right, at: 2)
        #expect(try statement.step())
        #expect(statement.integer(0) == (order < 0 ? 1 : 0), "\(left) \(right)")
        #expect(statement.integer(1) == (order == 0 ? 1 : 0), "\(left) \(right)")
        statement.reset()
      }
    }
  }

  @Test func `Errors are of three kinds`() async throws {
    try await withDirectory { directory in
      let path = directory + "/a.sqlite"
      try SQLiteFile.prepare(path)
      let first = try SQLiteConnection(path, .write)
      try first.execute("CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT NOT NULL) STRICT")
      #expect(throws: ChangeRefused.self) { try first.execute("INSERT INTO t VALUES(1, NULL)") }
      #expect(throws: ChangeRefused.self) { try first.execute("INSERT INTO t VALUES('x', '')") }
      let second = try SQLiteConnection(path, .write)
      try first.execute("BEGIN IMMEDIATE")
      let busy = #expect(throws: WeirError.self) { try second.execute("BEGIN IMMEDIATE") }
      #expect(busy?.isRetriable == true && busy?.code == .inputOutput)
      #expect(busy?.location.file == path)
      first.rollback()
      let wrong = #expect(throws: WeirError.self) { try first.execute("SELECT nonsense") }
      #expect(wrong?.isRetriable == false && wrong?.code == .unusableCheckpoint)
      let reader = try SQLiteConnection(path, .read)
      let denied = #expect(throws: WeirError.self) {
        try reader.execute("INSERT INTO t VALUES(1, '')")
      }
      #expect(denied != nil)
    }
  }

  @Test func `Files that others may write, links and directories are refused`() async throws {
    try await withDirectory { directory in
      let path = directory + "/deep/er/a.sqlite"
      try SQLiteFile.prepare(path)
      #expect(try PosixFileSystem().status(path)?.permissions == 0o600)
      #expect(try PosixFileSystem().status(directory + "/deep")?.permissions == 0o700)
      symlink(path, directory + "/link.sqlite")
      #expect(throws: WeirError.self) { try SQLiteFile.prepare(directory + "/link.sqlite") }
      #expect(throws: WeirError.self) { try SQLiteFile.prepare(directory + "/deep") }
      chmod(path, 0o620)
      #expect(throws: WeirError.self) { try SQLiteFile.prepare(path) }
      #expect(throws: WeirError.self) { try SQLiteConnection(directory + "/link.sqlite", .read) }
    }
  }

  @Test func `A failed page leaves nothing and the transaction goes on`() throws {
    let connection = try SQLiteConnection("", .memory)
    try connection.execute("CREATE TABLE t(a INTEGER PRIMARY KEY)")
    try connection.execute("BEGIN; INSERT INTO t VALUES(1)")
    #expect(throws: ChangeRefused.self) {
      try connection.savepoint {
        try connection.execute("INSERT INTO t VALUES(2)")
        try connection.execute("INSERT INTO t VALUES(1)")
      }
    }
    try connection.execute("COMMIT")
    let statement = try connection.prepare("SELECT group_concat(a) FROM t")
    #expect(try statement.step())
    #expect(statement.text(0) == "1")
  }

  @Test func `A set of row numbers knows its members over growth`() {
    var set = RowNumberSet()
    let isNew = (1...5000).map { set.insert($0 * 7) }
    let isNewAgain = (1...5000).map { set.insert($0 * 7) }
    #expect(isNew.allSatisfy { $0 } && !isNewAgain.contains(true))
    #expect(set.count == 5000)
    set.removeAll()
    let isNewAfterwards = set.insert(7)
    #expect(isNewAfterwards)
  }
}

/// Calls `body` with a directory that is gone afterwards.
func withDirectory<Result>(_ body: (String) async throws -> Result) async throws -> Result {
  var template = Array("/tmp/weir-sqlite-XXXXXX".utf8CString)
  guard mkdtemp(&template) != nil else { throw WeirError(.inputOutput, "no temporary directory") }
  let directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  defer { remove(below: directory) }
  return try await body(directory)
}

private func remove(below path: String) {
  let files = PosixFileSystem()
  for entry in (try? files.list(path)) ?? [] {
    let inner = path + "/" + entry.name
    if entry.kind == .directory { remove(below: inner) } else { try? files.removeFile(inner) }
  }
  try? files.removeDirectory(path)
}
