import WeirCore
import WeirStorage

/// What the records of one bucket have in common.
enum BucketKey: Hashable, Sendable {
  case root
  /// A span of event time by its first millisecond.
  case time(start: Int64)
  case noTime
  /// A text by its UTF-8 bytes: Swift takes canonically equivalent texts for equal.
  case text([UInt8])

  /// The span of `length` milliseconds that holds `time`; the first one is cut short where it would
  /// begin before the earliest time there is.
  static func span(of time: EventTime, length: Int64) -> BucketKey {
    let length = max(1, length)
    let remainder = time.milliseconds % length
    let offset = remainder < 0 ? remainder + length : remainder
    let (start, overflow) = time.milliseconds.subtractingReportingOverflow(offset)
    return .time(start: overflow ? .min : start)
  }

  /// The name of the bucket's directory; empty for the store's own. Different keys of one store
  /// have different names, also where the file system ignores case.
  var directoryName: String {
    switch self {
    case .root: ""
    case .time(let start): SafeName.encode(Self.name(ofStart: start))
    case .noTime: SafeName.encode("no-time")
    case .text(let bytes): SafeName.encode(bytes)
    }
  }

  /// `2013-01-31`, with `-17`, `-17-30`, `-17-30-05` or `-17-30-05-250` added as far as needed.
  private static func name(ofStart start: Int64) -> String {
    // Years outside 0000...9999 would not have four digits.
    guard start >= -62_167_219_200_000, start < 253_402_300_800_000 else { return "ms\(start)" }
    let text = ISO8601.string(from: EventTime(milliseconds: start))
    var fields = text.dropLast().split(whereSeparator: { "-T:.".contains($0) })
    while fields.count > 3, fields.last?.allSatisfy({ $0 == "0" }) == true { fields.removeLast() }
    return fields.joined(separator: "-")
  }
}
