import Weir

/// The running sum over pairs with texts as keys.
struct TextSumJob: RowJob {
  static let name = "bench-sum-text"
  typealias Sums = ValueSum<TextPair>.Accumulator

  var events = 0
  var total = SharedTally()
  var keys = 1000

  func define(on flow: JobBuilder) throws {
    flow.source("pairs", TextPair.source(events: events, keys: UInt64(keys)))
      .keyed(by: { $0.key })
      .aggregate("sum", ValueSum<TextPair>()) { key, sums in RunningSum(key: key, sums: sums) }
      .sink("rows", to: TallySink(total) { $0.sums.gain })
  }

  func handWritten() -> Tally {
    var tally = Tally()
    let sums = LoopTextTable(empty: Sums())
    for sequence in 0..<Int64(events) {
      let pair = TextPair(sequence: sequence, keys: UInt64(keys))
      let sum = sums.slot(of: pair.key)
      sum.pointee.add(pair.value)
      tally.add(sum.pointee.gain)
    }
    return tally
  }

  struct RunningSum: Record {
    var key = ""
    var sums = Sums()

    init() {}
    @inline(__always) init(key: String, sums: Sums) {
      self.key = key
      self.sums = sums
    }

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("key", &key)
      try sums.fields(&field)
    }
  }
}
