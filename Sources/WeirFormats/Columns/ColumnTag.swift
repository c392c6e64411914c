/// What stands before each value of an encoded row.
///
/// | tag | value | behind the tag |
/// | --- | --- | --- |
/// | 0 | null | |
/// | 1 | integer, truth value (0, 1), time in milliseconds | Int64 |
/// | 2 | unsigned integer beyond Int64 | UInt64 |
/// | 3 | floating-point number | 8 bytes, IEEE 754 |
/// | 4 | text; containers and nested records as JSON | UInt32 length, UTF-8 |
/// | 5 | bytes | UInt32 length, the bytes |
/// | 6 | a value that cannot be stored | UInt32 length, the reason in UTF-8 |
public enum ColumnTag: UInt8, Sendable {
  case null = 0
  case integer = 1
  case unsigned = 2
  case real = 3
  case text = 4
  case bytes = 5
  case unstorable = 6
}
