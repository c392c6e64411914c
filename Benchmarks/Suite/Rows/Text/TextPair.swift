import Weir

/// A pair whose key is a user's id of 20 bytes.
struct TextPair: Record, Valued {
  var key = ""
  var value: Int64 = 0
  var time = EventTime.zero

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("key", &key)
    try field("value", &value)
    try field("time", &time)
  }

  init() {}

  @inline(__always)
  init(sequence: Int64, keys: UInt64) {
    let pair = Pair(sequence: sequence, keys: keys)
    key = Self.text(of: pair.key)
    value = pair.value
    time = pair.time
  }

  /// `user-` and 15 digits.
  @inline(__always)
  static func text(of key: Int64) -> String {
    String(unsafeUninitializedCapacity: 20) { bytes in
      bytes[0] = UInt8(ascii: "u")
      bytes[1] = UInt8(ascii: "s")
      bytes[2] = UInt8(ascii: "e")
      bytes[3] = UInt8(ascii: "r")
      bytes[4] = UInt8(ascii: "-")
      var rest = UInt64(bitPattern: key)
      for index in stride(from: 19, through: 5, by: -1) {
        bytes[index] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10)
        rest /= 10
      }
      return 20
    }
  }

  @inline(__always)
  static func source(events: Int, keys: UInt64) -> GeneratorSource<TextPair> {
    GeneratorSource(
      count: Int64(events), SequenceGenerator { TextPair(sequence: $0, keys: keys) })
  }
}
