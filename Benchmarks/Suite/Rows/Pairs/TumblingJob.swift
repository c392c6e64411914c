import Weir

/// pairs(keys) → key → tumbling second → (key, count, sum, max) → a sink that counts.
struct TumblingJob: RowJob {
  static let name = "bench-tumbling"

  var events = 0
  var total = SharedTally()
  var keys = 1000

  func define(on flow: JobBuilder) throws {
    flow.source("pairs", Pair.source(events: events, keys: UInt64(keys)))
      .eventTime({ $0.time }, watermarks: .monotonous)
      .keyed(by: { $0.key })
      .window(.tumbling(every: .seconds(1)))
      .aggregate("totals", PairAggregate<Pair>()) { key, _, total in total.of(key) }
      .sink("rows", to: TallySink(total) { $0.checksum })
  }

  func handWritten() -> Tally {
    var tally = Tally()
    let totals = LoopTable(empty: PairTotal())
    var second: Int64 = 0
    for sequence in 0..<Int64(events) {
      let pair = Pair(sequence: sequence, keys: UInt64(keys))
      let now = pair.time.milliseconds / 1000
      if now != second {
        totals.forEach { tally.add($1.of($0).checksum) }
        totals.removeAll()
        second = now
      }
      totals.slot(of: pair.key).pointee.add(pair.value)
    }
    totals.forEach { tally.add($1.of($0).checksum) }
    return tally
  }
}
