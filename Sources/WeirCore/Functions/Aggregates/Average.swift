/// The mean of one value per record: sum divided by count.
public struct Average<Input: FieldValue, Value: Summable>: AggregateFunction {
  @usableFromInline let value: @Sendable (Input) -> Value
  @inlinable @inline(__always)
  public init(_ value: @escaping @Sendable (Input) -> Value) { self.value = value }

  /// A sum and how many values it is of.
  public struct Accumulator: Record {
    public var total = Value.zeroTotal
    public var count = 0
    @inlinable @inline(__always) public init() {}
    @inlinable @inline(__always)
    public mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("total", &total)
      try field("count", &count)
    }
  }

  @inlinable @inline(__always) public func makeAccumulator() -> Accumulator { Accumulator() }
  @inlinable @inline(__always)
  public func add(_ input: Input, to accumulator: inout Accumulator) throws {
    if try Value.add(value(input), to: &accumulator.total) { accumulator.count &+= 1 }
  }
  @inlinable @inline(__always)
  public func merge(_ other: Accumulator, into accumulator: inout Accumulator) throws {
    try Value.add(total: other.total, to: &accumulator.total)
    accumulator.count &+= other.count
  }
  /// Nil when there was no value.
  @inlinable @inline(__always) public func result(of accumulator: Accumulator) -> Double? {
    accumulator.count == 0 ? nil : Value.dividend(accumulator.total) / Double(accumulator.count)
  }
}

extension AggregateFunction {
  /// The mean of a value, or nil when there was none; nil values take no part.
  @inlinable @inline(__always)
  public static func average<Input, Value>(
    _ value: sending @escaping (Input) -> Value
  ) -> Self where Self == Average<Input, Value> {
    let function = UncheckedFunction(value)
    return Average { function.call($0) }
  }
}
