import Weir

/// What the counted jobs read: a pure function of a sequence number, a thousand to the second.
struct Reading: Record, BitwiseCopyable {
  var key: Int64 = 0
  var value: Int64 = 0
  var time = EventTime.zero

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("key", &key)
    try field("value", &value)
    try field("time", &time)
  }

  init() {}

  init(_ sequence: Int64, keys: UInt64) {
    let bits = StableHash.mix(UInt64(bitPattern: sequence))
    key = Int64(bits % keys)
    value = Int64(bits >> 32 & 1023)
    time = EventTime(milliseconds: sequence)
  }

  /// As the other, with keys that are others in every second, so that each key has one session.
  init(visit sequence: Int64, keys: UInt64) {
    self.init(sequence, keys: keys)
    key += sequence / 1000 * Int64(keys)
  }

  static func source(_ count: Int, keys: UInt64) -> GeneratorSource<Reading> {
    GeneratorSource(count: Int64(count), SequenceGenerator { Reading($0, keys: keys) })
  }

  static func visits(_ count: Int, keys: UInt64) -> GeneratorSource<Reading> {
    GeneratorSource(count: Int64(count), SequenceGenerator { Reading(visit: $0, keys: keys) })
  }
}
