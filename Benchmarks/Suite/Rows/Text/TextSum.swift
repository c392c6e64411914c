import Weir

/// The running sum over pairs with texts as keys.
///
/// The jobs name the type of their keys, so that all of it is compiled for that type.
enum TextSum<Key: TextKey> {
  typealias Sums = ValueSum<TextPair<Key>>.Accumulator

  @inline(__always)
  static func define(on flow: JobBuilder, events: Int, keys: Int, total: SharedTally) throws {
    flow.source("pairs", TextPair<Key>.source(events: events, keys: UInt64(keys)))
      .keyed(by: { $0.key })
      .aggregate("sum", ValueSum<TextPair<Key>>()) { key, sums in Row(key: key, sums: sums) }
      .sink("rows", to: TallySink(total) { $0.sums.gain })
  }

  @inline(__always)
  static func handWritten(events: Int, keys: Int) -> Tally {
    var tally = Tally()
    let sums = LoopTextTable<Key, Sums>(empty: Sums())
    for sequence in 0..<Int64(events) {
      let pair = TextPair<Key>(sequence: sequence, keys: UInt64(keys))
      let sum = sums.slot(of: pair.key)
      sum.pointee.add(pair.value)
      tally.add(sum.pointee.gain)
    }
    return tally
  }

  struct Row: Record {
    var key = Key()
    var sums = Sums()

    init() {}
    @inline(__always) init(key: Key, sums: Sums) {
      self.key = key
      self.sums = sums
    }

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("key", &key)
      try sums.fields(&field)
    }
  }
}
