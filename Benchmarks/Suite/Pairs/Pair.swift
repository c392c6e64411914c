import Weir

/// A record of the workload `pairs(keys)`: a pure function of its sequence number, so that every
/// engine can make the same input.
struct Pair: Record, BitwiseCopyable {
  var key: Int64 = 0
  var value: Int64 = 0
  var time = EventTime.zero

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("key", &key)
    try field("value", &value)
    try field("time", &time)
  }

  init() {}

  /// The pair with that sequence number: 1,000 numbers to the millisecond.
  @inline(__always)
  init(sequence: Int64, keys: UInt64) {
    let hash = Self.mix(UInt64(bitPattern: sequence))
    key = Int64(truncatingIfNeeded: ((hash >> 32) &* keys) >> 32)
    value = Int64(truncatingIfNeeded: hash & 1023)
    time = EventTime(milliseconds: sequence / 1000)
  }

  /// SplitMix64's finaliser (Steele, Lea, Flood, "Fast splittable pseudorandom number generators",
  /// 2014).
  @inline(__always)
  static func mix(_ number: UInt64) -> UInt64 {
    var z = number &+ 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
