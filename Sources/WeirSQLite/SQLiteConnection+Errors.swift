import CSQLite
import WeirCore
import WeirEpochLog

extension SQLiteConnection {
  /// The error for a result code, in one of the three kinds of a store.
  func failure(_ code: Int32, _ action: String) -> any Error {
    let message = sqlite3_errmsg(handle).map { String(cString: $0) } ?? "unknown error"
    let cause = SQLiteFailure(code: code, message: message, action: String(action.prefix(120)))
    switch code & 0xff {
    case SQLITE_CONSTRAINT, SQLITE_TOOBIG, SQLITE_MISMATCH, SQLITE_RANGE:
      return ChangeRefused(index: nil, reason: message)
    case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_FULL, SQLITE_IOERR, SQLITE_PROTOCOL, SQLITE_NOMEM,
      SQLITE_INTERRUPT, SQLITE_PERM, SQLITE_READONLY, SQLITE_SCHEMA:
      return transient(cause)
    case SQLITE_CANTOPEN where code != Self.isSymbolicLink:
      return transient(cause)
    default:
      return WeirError(
        .unusableCheckpoint, "the store's file cannot be used; restore it from a backup",
        at: .init(file: path), cause: cause)
    }
  }

  /// `SQLITE_CANTOPEN_SYMLINK`.
  private static var isSymbolicLink: Int32 { SQLITE_CANTOPEN | (6 << 8) }

  private func transient(_ cause: SQLiteFailure) -> WeirError {
    WeirError(
      .inputOutput, "the store's file cannot be used now", at: .init(file: path), cause: cause,
      isRetriable: true)
  }
}

/// What SQLite said.
struct SQLiteFailure: Error, CustomStringConvertible {
  /// The extended result code.
  let code: Int32
  let message: String
  let action: String
  var description: String { "SQLite \(code): \(message), at: \(action)" }
}
