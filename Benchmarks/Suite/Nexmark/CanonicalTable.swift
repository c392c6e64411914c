import Weir
import WeirStorage

/// A query's final table in the form in which tables are compared: a line a row, sorted by bytes.
struct CanonicalTable {
  /// Each with its end of line.
  let lines: [[UInt8]]

  init(_ lines: [[UInt8]]) { self.lines = lines.sorted { $0.lexicographicallyPrecedes($1) } }

  /// The rows of a lines store.
  init(_ reader: LinesReader) throws {
    var lines: [[UInt8]] = []
    try reader.forEachLine { line in
      lines.append(Array(line) + [UInt8(ascii: "\n")])
      return true
    }
    self.init(lines)
  }

  var bytes: [UInt8] { Array(lines.joined()) }

  /// Of all bytes, in hexadecimal.
  var sha256: String { Hexadecimal.text(SHA256.digest(bytes)) }

  /// The sum of each bidder's counts, for results that depend on the clock but for that.
  func bidTotals() throws -> CanonicalTable {
    var totals: [Int: Int] = [:]
    for line in lines {
      let row = try JSON.decode(BidCount.self, from: Array(line.dropLast()))
      totals[row.bidder, default: 0] += row.count
    }
    return CanonicalTable(
      try totals.map { bidder, count in
        try JSON.encode(BidCount(bidder: bidder, count: count)) + [UInt8(ascii: "\n")]
      })
  }

  /// The first line that is in one table and not at the same place of the other, in words; nil when
  /// the bytes are the same.
  func firstDifference(from expected: [UInt8]) -> String? {
    let all = bytes
    guard all != expected else { return nil }
    let (mine, theirs) = (Self.split(all), Self.split(expected))
    for number in 0..<max(mine.count, theirs.count) {
      let (line, other) = (Self.text(mine, number), Self.text(theirs, number))
      if line != other { return "line \(number + 1): \(line), expected \(other)" }
    }
    return "the end of the last line is another"
  }

  private static func split(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
  }

  private static func text(_ lines: [ArraySlice<UInt8>], _ number: Int) -> String {
    guard number < lines.count, !(lines[number].isEmpty && number == lines.count - 1) else {
      return "no line"
    }
    return String(decoding: lines[number], as: UTF8.self)
  }

  private struct BidCount: Record {
    var bidder = 0
    var count = 0

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("bidder", &bidder)
      try field("bid_count", &count)
    }
  }
}
