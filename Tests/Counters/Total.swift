import Weir

/// What the counted jobs make of one key's readings.
struct Total: Record, BitwiseCopyable {
  var key: Int64 = 0
  var count: Int64 = 0
  var sum: Int64 = 0

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("key", &key)
    try field("count", &count)
    try field("sum", &sum)
  }

  mutating func add(_ value: Int64) {
    count &+= 1
    sum &+= value
  }

  func of(_ key: Int64) -> Total {
    var total = self
    total.key = key
    return total
  }
}

/// Count and sum.
struct Totals: AggregateFunction {
  func makeAccumulator() -> Total { Total() }
  func add(_ reading: Reading, to total: inout Total) { total.add(reading.value) }
  func merge(_ other: Total, into total: inout Total) {
    total.count &+= other.count
    total.sum &+= other.sum
  }
  func result(of total: Total) -> Total { total }
}

/// Tumbling seconds, made with timers.
struct SecondsByTimer: KeyedProcessFunction {
  func process(_ reading: Reading, state: inout Total?, context: KeyedContext<Int64, Total>) {
    if state == nil {
      state = Total().of(context.key)
      context.timers.register(
        at: EventTime(milliseconds: (context.time.milliseconds / 1000 + 1) * 1000))
    }
    state?.add(reading.value)
  }

  func onTimer(_ timer: FiredTimer, state: inout Total?, context: KeyedContext<Int64, Total>) {
    if let state { context.emit(state) }
    state = nil
  }
}
