import Weir

/// A pair with the moment at which the source made it.
struct StampedPair: Record, BitwiseCopyable {
  var key: Int64 = 0
  var value: Int64 = 0
  /// Nanoseconds of the monotonic clock.
  var stamp: UInt64 = 0

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("key", &key)
    try field("value", &value)
    try field("stamp", &stamp)
  }

  /// Keeps the newest stamp beside the sum.
  struct Sum: AggregateFunction {
    func makeAccumulator() -> StampedPair { StampedPair() }
    @inline(__always) func add(_ pair: StampedPair, to sum: inout StampedPair) {
      sum.key = pair.key
      sum.value &+= pair.value
      sum.stamp = pair.stamp
    }
    @inline(__always) func merge(_ other: StampedPair, into sum: inout StampedPair) {
      add(other, to: &sum)
    }
    @inline(__always) func result(of sum: StampedPair) -> StampedPair { sum }
  }
}
