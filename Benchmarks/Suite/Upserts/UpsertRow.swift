import Weir

/// A row of five columns, about 60 bytes.
struct UpsertRow: Record, Equatable {
  var key: UInt64 = 0
  var count = 0
  var title = ""
  var ratio = 0.0
  var at = EventTime(milliseconds: 0)

  init() {}

  /// - Parameter keys: How many keys there are; 0: every row has a key of its own.
  @inline(__always) init(sequence: Int64, keys: UInt64) {
    let bits = StableHash.mix(UInt64(bitPattern: sequence))
    key = Self.key(of: sequence, keys: keys)
    count = Int(truncatingIfNeeded: sequence)
    title = "track title \(bits & 1023)"
    ratio = Double(bits & 255)
    at = EventTime(milliseconds: sequence)
  }

  @inline(__always) static func key(of sequence: Int64, keys: UInt64) -> UInt64 {
    let bits = StableHash.mix(UInt64(bitPattern: sequence))
    // What SQLite holds is signed.
    return keys == 0 ? bits >> 1 : bits % keys
  }

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("key", &key)
    try field("count", &count)
    try field("title", &title)
    try field("ratio", &ratio)
    try field("at", &at)
  }
}
