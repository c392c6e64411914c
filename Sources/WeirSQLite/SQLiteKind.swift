/// How SQLite stores a value; the raw values are SQLite's.
public enum SQLiteKind: Int32, Sendable {
  case integer = 1
  case real = 2
  case text = 3
  case bytes = 4
  case null = 5
}
