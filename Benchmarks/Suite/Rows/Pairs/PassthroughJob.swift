import Weir

/// pairs(1,000,000) → value + 1 → those whose value is no multiple of 8 → a sink that adds values.
struct PassthroughJob: RowJob {
  static let name = "bench-passthrough"
  private static let keys: UInt64 = 1_000_000

  var events = 0
  var total = SharedTally()
  var isRebalanced = false

  func define(on flow: JobBuilder) throws {
    let pairs = flow.source("pairs", Pair.source(events: events, keys: Self.keys))
    (isRebalanced ? pairs.rebalanced() : pairs)
      .map { pair in
        var pair = pair
        pair.value &+= 1
        return pair
      }
      .filter { $0.value & 7 != 0 }
      .sink("rows", to: TallySink(total) { UInt64(bitPattern: $0.value) })
  }

  func handWritten() -> Tally {
    var tally = Tally()
    for sequence in 0..<Int64(events) {
      var pair = Pair(sequence: sequence, keys: Self.keys)
      pair.value &+= 1
      if pair.value & 7 != 0 { tally.add(UInt64(bitPattern: pair.value)) }
    }
    return tally
  }
}
