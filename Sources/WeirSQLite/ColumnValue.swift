/// A value as SQLite stores it.
public enum ColumnValue: Sendable, Equatable {
  case null
  case integer(Int64)
  case real(Double)
  case text(String)
  case bytes([UInt8])

  public static func == (left: ColumnValue, right: ColumnValue) -> Bool {
    compare(left, right) == 0
  }

  /// SQLite's order with binary collation: null, numbers, texts by their bytes, bytes.
  /// Negative, zero or positive as `left` comes before, equals or comes after `right`.
  public static func compare(_ left: ColumnValue, _ right: ColumnValue) -> Int {
    switch (left, right) {
    case (.null, .null): 0
    case (.integer(let a), .integer(let b)): a < b ? -1 : (a == b ? 0 : 1)
    case (.real(let a), .real(let b)): a < b ? -1 : (a == b ? 0 : 1)
    case (.integer(let a), .real(let b)): compare(a, b)
    case (.real(let a), .integer(let b)): -compare(b, a)
    case (.text(let a), .text(let b)): compareBytes(a.utf8, b.utf8)
    case (.bytes(let a), .bytes(let b)): compareBytes(a, b)
    default: left.rank - right.rank
    }
  }

  private var rank: Int {
    switch self {
    case .null: 0
    case .integer, .real: 1
    case .text: 2
    case .bytes: 3
    }
  }

  private static func compare(_ integer: Int64, _ real: Double) -> Int {
    // Exact: beyond 2^53 not every integer is a double.
    if real >= 0x1p63 { return -1 }
    if real < -0x1p63 { return 1 }
    let whole = Int64(real.rounded(.down))
    if integer != whole { return integer < whole ? -1 : 1 }
    return real > Double(whole) ? -1 : 0
  }

  private static func compareBytes(
    _ left: some Sequence<UInt8>, _ right: some Sequence<UInt8>
  ) -> Int {
    var right = right.makeIterator()
    for a in left {
      guard let b = right.next() else { return 1 }
      if a != b { return a < b ? -1 : 1 }
    }
    return right.next() == nil ? 0 : -1
  }
}
