import Weir

/// A record of the workload `pairs(keys)`: a pure function of its sequence number, so that every
/// engine can make the same input.
struct Pair: Record, Valued, BitwiseCopyable {
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
    let hash = Mix.mix(UInt64(bitPattern: sequence))
    key = Int64(truncatingIfNeeded: Mix.below(hash, keys))
    value = Int64(truncatingIfNeeded: hash & 1023)
    time = EventTime(milliseconds: sequence / 1000)
  }

  /// The visit with that sequence number: a pair whose keys are others every second.
  @inline(__always)
  init(visit sequence: Int64, keys: UInt64) {
    self.init(sequence: sequence, keys: keys)
    key &+= time.milliseconds / 1000 &* Int64(truncatingIfNeeded: keys)
  }

  /// A source of the first so many pairs, compiled into each job that has it.
  @inline(__always)
  static func source(events: Int, keys: UInt64) -> GeneratorSource<Pair> {
    GeneratorSource(
      count: Int64(events),
      SequenceGenerator(fill: { batch, first, stride, count in
        batch.append(count, from: first, by: stride) { Pair(sequence: $0, keys: keys) }
      }))
  }

  /// A source of the first so many visits.
  @inline(__always)
  static func visits(events: Int, keys: UInt64) -> GeneratorSource<Pair> {
    GeneratorSource(
      count: Int64(events),
      SequenceGenerator(fill: { batch, first, stride, count in
        batch.append(count, from: first, by: stride) { Pair(visit: $0, keys: keys) }
      }))
  }
}
