import Weir

/// The tumbling second over pairs with texts as keys.
enum TextTumbling<Key: TextKey> {
  @inline(__always)
  static func define(on flow: JobBuilder, events: Int, keys: Int, total: SharedTally) throws {
    flow.source("pairs", TextPair<Key>.source(events: events, keys: UInt64(keys)))
      .eventTime({ $0.time }, watermarks: .monotonous)
      .keyed(by: { $0.key })
      .window(.tumbling(every: .seconds(1)))
      .aggregate("totals", PairAggregate<TextPair<Key>>()) { key, _, total in
        Row(key: key, total: total)
      }
      .sink("rows", to: TallySink(total) { $0.checksum })
  }

  @inline(__always)
  static func handWritten(events: Int, keys: Int) -> Tally {
    var tally = Tally()
    let totals = LoopTextTable<Key, PairTotal>(empty: PairTotal())
    var second: Int64 = 0
    for sequence in 0..<Int64(events) {
      let pair = TextPair<Key>(sequence: sequence, keys: UInt64(keys))
      let now = pair.time.milliseconds / 1000
      if now != second {
        totals.forEach { tally.add(Row(key: $0, total: $1).checksum) }
        totals.removeAll()
        second = now
      }
      totals.slot(of: pair.key).pointee.add(pair.value)
    }
    totals.forEach { tally.add(Row(key: $0, total: $1).checksum) }
    return tally
  }

  struct Row: Record {
    var key = Key()
    var total = PairTotal()

    init() {}
    @inline(__always) init(key: Key, total: PairTotal) {
      self.key = key
      self.total = total
    }

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("key", &key)
      try field("count", &total.count)
      try field("sum", &total.sum)
      try field("max", &total.max)
    }

    @inline(__always) var checksum: UInt64 { total.of(Mix.fnv(key.utf8)).checksum }
  }
}
