import CSQLite
import WeirCore

/// One connection to one database file; used by one thread at a time. Every call blocks.
///
/// Errors come in the three kinds of a `StorePartition`: `WeirError` with `isRetriable` for what
/// may work later, `ChangeRefused` for values that can never be stored, every other one for damage.
public final class SQLiteConnection: @unchecked Sendable {
  /// What a connection may do.
  public enum Access: Sendable {
    /// Writes through a log beside the file; a commit is durable when it returns.
    case write
    /// Reads. Never writes the file and never moves the log's pages into it.
    case read
    /// An empty database in memory.
    case memory
  }

  /// The file; empty for a database in memory.
  public let path: String
  let handle: OpaquePointer

  /// Opens a file that exists.
  /// - Throws: `unusableCheckpoint` when it is no database or a symbolic link.
  public init(_ path: String, _ access: Access) throws {
    // Refused when the program has used SQLite before: then it is only slower.
    _ = Self.countsNoMemory
    self.path = path
    var flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
    switch access {
    case .write: flags |= SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW
    case .read: flags |= SQLITE_OPEN_READONLY | SQLITE_OPEN_NOFOLLOW
    case .memory: flags |= SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY
    }
    var opened: OpaquePointer?
    let location = access == .memory ? ":memory:" : try SQLiteFile.resolved(path)
    let result = sqlite3_open_v2(location, &opened, flags, nil)
    guard let opened else {
      throw WeirError(.inputOutput, "SQLite has no memory to open a file", at: .init(file: path))
    }
    handle = opened
    guard result == SQLITE_OK else {
      let error = failure(result, "open")
      sqlite3_close_v2(opened)
      throw error
    }
    do {
      try configure(access)
    } catch {
      sqlite3_close_v2(opened)
      throw error
    }
  }

  deinit { sqlite3_close_v2(handle) }

  private static let countsNoMemory = weir_sqlite_count_no_memory() == SQLITE_OK

  private func configure(_ access: Access) throws {
    try set(SQLITE_DBCONFIG_DEFENSIVE, true)
    try set(SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)
    try set(SQLITE_DBCONFIG_DQS_DML, false)
    try set(SQLITE_DBCONFIG_DQS_DDL, false)
    try set(SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, false)
    try set(SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, access == .read)
    sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, Int32(Self.valueByteLimit))
    sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0)
    sqlite3_busy_timeout(handle, access == .write ? 250 : 5000)
    try execute("PRAGMA mmap_size = 0")
    try execute("PRAGMA cell_size_check = ON")
    try execute("PRAGMA temp_store = MEMORY")
    guard access == .write else { return }
    try execute("PRAGMA synchronous = FULL")
    try execute("PRAGMA cache_size = -8192")
    try execute("PRAGMA journal_size_limit = \(64 << 20)")
    try useWriteAheadLog()
  }

  /// The most bytes of one value, and of one row.
  public static var valueByteLimit: Int { 256 << 20 }

  private func useWriteAheadLog() throws {
    let statement = try prepare("PRAGMA journal_mode = WAL")
    guard try statement.step(), statement.text(0) == "wal" else {
      throw WeirError(
        .inputOutput, "the file system does not let SQLite keep a log beside the file",
        at: .init(file: path), isRetriable: false)
    }
  }

  private func set(_ option: Int32, _ value: Bool) throws {
    var actual: Int32 = 0
    let result = weir_sqlite_configure(handle, option, value ? 1 : 0, &actual)
    guard result == SQLITE_OK, (actual != 0) == value else {
      throw WeirError(
        .inputOutput, "SQLite does not know its option \(option); use SQLite 3.40 or newer",
        at: .init(file: path), isRetriable: false)
    }
  }

  /// A statement, compiled once and used often.
  public func prepare(_ sql: String) throws -> SQLiteStatement {
    try SQLiteStatement(sql, self)
  }

  /// Runs statements without parameters and without results.
  public func execute(_ sql: String) throws {
    let result = sqlite3_exec(handle, sql, nil, nil, nil)
    guard result == SQLITE_OK else { throw failure(result, sql) }
  }

  /// Whether a transaction is open; some errors end it.
  public var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

  /// Rows that the last statement changed.
  public var changeCount: Int { Int(sqlite3_changes64(handle)) }

  /// Runs `body`; when it throws, what it did is undone and the transaction goes on.
  public func savepoint<Result>(_ body: () throws -> Result) throws -> Result {
    try execute("SAVEPOINT weir_page")
    do {
      let result = try body()
      try execute("RELEASE weir_page")
      return result
    } catch {
      if isInTransaction { try execute("ROLLBACK TO weir_page; RELEASE weir_page") }
      throw error
    }
  }

  /// Ends the transaction without its changes; nothing when none is open.
  public func rollback() {
    guard isInTransaction else { return }
    // A failed rollback leaves a connection that refuses everything; it is closed then.
    sqlite3_exec(handle, "ROLLBACK", nil, nil, nil)
  }
}
