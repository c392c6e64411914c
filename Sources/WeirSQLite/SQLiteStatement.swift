import CSQLite
import WeirCore

/// A compiled statement. Parameters count from 1, columns from 0. Values bound by pointer are read
/// while it runs: their memory must stay until the next ``reset()``.
public final class SQLiteStatement {
  let connection: SQLiteConnection
  let handle: OpaquePointer
  private let sql: String

  init(_ sql: String, _ connection: SQLiteConnection) throws {
    self.connection = connection
    self.sql = sql
    var compiled: OpaquePointer?
    let result = sqlite3_prepare_v3(
      connection.handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &compiled, nil)
    guard result == SQLITE_OK, let compiled else { throw connection.failure(result, sql) }
    handle = compiled
  }

  deinit { sqlite3_finalize(handle) }

  // MARK: Parameters

  public func bindNull(_ index: Int) throws {
    try check(sqlite3_bind_null(handle, Int32(truncatingIfNeeded: index)))
  }

  public func bind(_ value: Int64, at index: Int) throws {
    try check(sqlite3_bind_int64(handle, Int32(truncatingIfNeeded: index), value))
  }

  public func bind(_ value: Double, at index: Int) throws {
    try check(sqlite3_bind_double(handle, Int32(truncatingIfNeeded: index), value))
  }

  /// Binds UTF-8 bytes without copying them.
  public func bind(text: UnsafeRawBufferPointer, at index: Int) throws {
    try check(
      weir_sqlite_bind_text(
        handle, Int32(truncatingIfNeeded: index), Self.address(of: text), UInt64(text.count)))
  }

  /// Binds bytes without copying them.
  public func bind(bytes: UnsafeRawBufferPointer, at index: Int) throws {
    try check(
      weir_sqlite_bind_blob(
        handle, Int32(truncatingIfNeeded: index), Self.address(of: bytes), UInt64(bytes.count)))
  }

  /// Binds a copy of a value.
  public func bind(_ value: ColumnValue, at index: Int) throws {
    let place = Int32(truncatingIfNeeded: index)
    switch value {
    case .null: try bindNull(index)
    case .integer(let number): try bind(number, at: index)
    case .real(let number): try bind(number, at: index)
    case .text(var text):
      try check(
        text.withUTF8 {
          let bytes = UnsafeRawBufferPointer($0)
          return weir_sqlite_bind_text_copy(
            handle, place, Self.address(of: bytes), UInt64(bytes.count))
        })
    case .bytes(let bytes):
      try check(
        bytes.withUnsafeBytes {
          weir_sqlite_bind_blob_copy(handle, place, Self.address(of: $0), UInt64($0.count))
        })
    }
  }

  /// SQLite takes no address for null; an empty text needs one.
  private static func address(of bytes: UnsafeRawBufferPointer) -> UnsafeRawPointer? {
    bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 1)
  }

  private func check(_ result: Int32) throws {
    guard result == SQLITE_OK else { throw connection.failure(result, sql) }
  }

  // MARK: Running

  /// Runs to the next row.
  /// - Returns: false when there is none; the statement may then be used anew.
  @discardableResult
  public func step() throws -> Bool {
    let result = sqlite3_step(handle)
    if result == SQLITE_ROW { return true }
    if result == SQLITE_DONE {
      sqlite3_reset(handle)
      return false
    }
    let error = connection.failure(result, sql)
    sqlite3_reset(handle)
    throw error
  }

  /// Ends the run, so that the statement may be used anew; parameters stay.
  public func reset() { sqlite3_reset(handle) }

  /// Runs a statement that gives no rows.
  public func run() throws {
    while try step() {}
  }

  // MARK: Columns of the row

  public var columnCount: Int { Int(sqlite3_column_count(handle)) }

  public func isNull(_ column: Int) -> Bool {
    sqlite3_column_type(handle, Int32(truncatingIfNeeded: column)) == SQLITE_NULL
  }

  public func integer(_ column: Int) -> Int64 {
    sqlite3_column_int64(handle, Int32(truncatingIfNeeded: column))
  }

  public func text(_ column: Int) -> String {
    String(decoding: bytes(column), as: UTF8.self)
  }

  /// The bytes of a text or blob, valid until the next step.
  public func bytes(_ column: Int) -> UnsafeRawBufferPointer {
    let column = Int32(truncatingIfNeeded: column)
    guard let base = sqlite3_column_blob(handle, column) else {
      return UnsafeRawBufferPointer(start: nil, count: 0)
    }
    return UnsafeRawBufferPointer(start: base, count: Int(sqlite3_column_bytes(handle, column)))
  }

  /// A copy of the value.
  public func value(_ column: Int) -> ColumnValue {
    let place = Int32(truncatingIfNeeded: column)
    switch sqlite3_column_type(handle, place) {
    case SQLITE_INTEGER: return .integer(sqlite3_column_int64(handle, place))
    case SQLITE_FLOAT: return .real(sqlite3_column_double(handle, place))
    case SQLITE_TEXT: return .text(text(column))
    case SQLITE_BLOB: return .bytes(Array(bytes(column)))
    default: return .null
    }
  }

  /// How SQLite stores the value.
  public func kind(_ column: Int) -> SQLiteKind {
    SQLiteKind(rawValue: sqlite3_column_type(handle, Int32(truncatingIfNeeded: column))) ?? .null
  }

  public func real(_ column: Int) -> Double {
    sqlite3_column_double(handle, Int32(truncatingIfNeeded: column))
  }
}
