/// Adds up one value per record.
public struct Sum<Input: FieldValue, Value: Summable>: AggregateFunction {
  @usableFromInline let value: @Sendable (Input) -> Value
  @inlinable @inline(__always)
  public init(_ value: @escaping @Sendable (Input) -> Value) { self.value = value }
  @inlinable @inline(__always) public func makeAccumulator() -> Value.Total { Value.zeroTotal }
  @inlinable @inline(__always)
  public func add(_ input: Input, to accumulator: inout Value.Total) throws {
    _ = try Value.add(value(input), to: &accumulator)
  }
  @inlinable @inline(__always)
  public func merge(_ other: Value.Total, into accumulator: inout Value.Total) throws {
    try Value.add(total: other, to: &accumulator)
  }
  @inlinable @inline(__always)
  public func result(of accumulator: Value.Total) -> Value.Total { accumulator }
}

extension AggregateFunction {
  /// The sum of a value; nil values take no part. Integer sums beyond 64 bits fail the job.
  @inlinable @inline(__always)
  public static func sum<Input, Value>(
    _ value: sending @escaping (Input) -> Value
  ) -> Self where Self == Sum<Input, Value> {
    let function = UncheckedFunction(value)
    return Sum { function.call($0) }
  }
}
