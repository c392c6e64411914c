import CSQLite

extension SQLiteConnection {
  /// What the last call found wrong with a statement's own text or parameters, for example an
  /// expression of a search; nil when it worked, or when something else was wrong.
  public var statementProblem: String? {
    guard sqlite3_errcode(handle) == SQLITE_ERROR else { return nil }
    return sqlite3_errmsg(handle).map { String(cString: $0) }
  }
}
