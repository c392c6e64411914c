import Weir

/// pairs(keys) → key → the sum of its values so far, once for every record.
struct RunningSumJob: RowJob {
  static let name = "bench-sum"
  typealias Sums = ValueSum<Pair>.Accumulator

  var events = 0
  var total = SharedTally()
  var keys = 1000

  func define(on flow: JobBuilder) throws {
    flow.source("pairs", Pair.source(events: events, keys: UInt64(keys)))
      .keyed(by: { $0.key })
      .aggregate("sum", ValueSum<Pair>()) { key, sums in RunningSum(key: key, sums: sums) }
      .sink("rows", to: TallySink(total) { $0.sums.gain })
  }

  func handWritten() -> Tally {
    var tally = Tally()
    let sums = LoopTable(empty: Sums())
    for sequence in 0..<Int64(events) {
      let pair = Pair(sequence: sequence, keys: UInt64(keys))
      let sum = sums.slot(of: pair.key)
      sum.pointee.add(pair.value)
      tally.add(sum.pointee.gain)
    }
    return tally
  }

  /// A key, the value of its last record and the sum of its values so far.
  struct RunningSum: Record, BitwiseCopyable {
    var key: Int64 = 0
    var sums = Sums()

    init() {}
    @inline(__always) init(key: Int64, sums: Sums) {
      self.key = key
      self.sums = sums
    }

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("key", &key)
      try sums.fields(&field)
    }
  }
}
