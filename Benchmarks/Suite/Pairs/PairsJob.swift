import Weir

/// pairs(keys) → key → tumbling second → (key, count, sum, max) → a sink that counts.
struct PairsJob: Job {
  static let name = "bench-pairs-tumbling"

  var events = 100_000_000
  var keys = 1000
  var total = ChecksumTotal()

  mutating func parameters(_ p: inout some ParameterVisitor) throws {
    try p("events", &events, help: "how many pairs")
    try p("keys", &keys, help: "how many keys")
  }

  func define(on flow: JobBuilder) throws {
    let keys = UInt64(keys)
    flow.source(
      "pairs",
      GeneratorSource(
        count: Int64(events), SequenceGenerator { Pair(sequence: $0, keys: keys) })
    )
    .eventTime({ $0.time }, watermarks: .monotonous)
    .keyed(by: { $0.key })
    .window(.tumbling(every: .seconds(1)))
    .aggregate("totals", PairAggregate()) { key, _, total in
      PairTotal(key: key, count: total.count, sum: total.sum, max: total.max)
    }
    .sink("rows", to: ChecksumSink(total: total))
  }
}

/// Count, sum and maximum in one accumulator.
struct PairAggregate: AggregateFunction {
  @inline(__always) func makeAccumulator() -> PairTotal { PairTotal() }
  @inline(__always) func add(_ pair: Pair, to total: inout PairTotal) {
    total.count &+= 1
    total.sum &+= pair.value
    if pair.value > total.max { total.max = pair.value }
  }
  @inline(__always) func merge(_ other: PairTotal, into total: inout PairTotal) {
    total.count &+= other.count
    total.sum &+= other.sum
    if other.max > total.max { total.max = other.max }
  }
  @inline(__always) func result(of total: PairTotal) -> PairTotal { total }
}
