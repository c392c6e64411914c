import Weir

/// What the windows of the workload compute of one key.
struct PairTotal: Record, BitwiseCopyable {
  var key: Int64 = 0
  var count: Int64 = 0
  var sum: Int64 = 0
  var max: Int64 = 0

  init() {}

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("key", &key)
    try field("count", &count)
    try field("sum", &sum)
    try field("max", &max)
  }

  @inline(__always) mutating func add(_ value: Int64) {
    count &+= 1
    sum &+= value
    if value > max { max = value }
  }

  @inline(__always) mutating func add(_ other: PairTotal) {
    count &+= other.count
    sum &+= other.sum
    if other.max > max { max = other.max }
  }

  /// The same total with its key.
  @inline(__always) func of(_ key: Int64) -> PairTotal {
    var total = self
    total.key = key
    return total
  }

  /// The row's part of the checksum.
  @inline(__always) var checksum: UInt64 { Mix.row(key, count, sum, max) }
}

/// Count, sum and maximum in one accumulator.
struct PairAggregate<Input: Valued>: AggregateFunction {
  @inline(__always) func makeAccumulator() -> PairTotal { PairTotal() }
  @inline(__always) func add(_ input: Input, to total: inout PairTotal) { total.add(input.value) }
  @inline(__always) func merge(_ other: PairTotal, into total: inout PairTotal) { total.add(other) }
  @inline(__always) func result(of total: PairTotal) -> PairTotal { total }
}
