import Weir

/// A record with a key and a number.
protocol Valued: FieldValue {
  var value: Int64 { get }
}

/// The last value and the sum of all values so far.
struct ValueSum<Input: Valued>: AggregateFunction {
  struct Accumulator: Record, BitwiseCopyable {
    var value: Int64 = 0
    var sum: Int64 = 0

    /// By how much the square of a key's sum grew with its last value: whatever the order of
    /// values, all of a key's rows add up to the square of its last sum.
    @inline(__always) var gain: UInt64 { UInt64(bitPattern: value &* (2 &* sum &- value)) }

    @inline(__always) mutating func add(_ value: Int64) {
      self.value = value
      sum &+= value
    }

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("value", &value)
      try field("sum", &sum)
    }
  }

  @inline(__always) func makeAccumulator() -> Accumulator { Accumulator() }
  @inline(__always) func add(_ input: Input, to sums: inout Accumulator) { sums.add(input.value) }
  @inline(__always) func merge(_ other: Accumulator, into sums: inout Accumulator) {
    sums.value = other.value
    sums.sum &+= other.sum
  }
  @inline(__always) func result(of sums: Accumulator) -> Accumulator { sums }
}
