/// The records with the greatest values, at most so many, the greatest first. Of equal values those
/// that came earlier stand first.
public struct Top<Input: FieldValue, Value: FieldValue & Comparable>: AggregateFunction {
  @usableFromInline let limit: Int
  @usableFromInline let value: @Sendable (Input) -> Value
  @inlinable @inline(__always)
  public init(_ limit: Int, by value: @escaping @Sendable (Input) -> Value) {
    self.limit = limit
    self.value = value
  }
  @inlinable public func makeAccumulator() -> TopRows<Input> { TopRows() }
  @inlinable @inline(__always)
  public func add(_ input: Input, to accumulator: inout TopRows<Input>) {
    _ = accumulator.insert(input, limit: limit) { value($0) > value($1) }
  }
  @inlinable public func merge(_ other: TopRows<Input>, into accumulator: inout TopRows<Input>) {
    for row in other.rows { add(row, to: &accumulator) }
  }
  @inlinable public func result(of accumulator: TopRows<Input>) -> [Input] { accumulator.rows }
}

extension AggregateFunction {
  /// The `limit` records with the greatest values, the greatest first; of equal ones the earlier.
  @inlinable @inline(__always)
  public static func top<Input, Value: FieldValue & Comparable>(
    _ limit: Int, by value: sending @escaping (Input) -> Value
  ) -> Self where Self == Top<Input, Value> {
    let function = UncheckedFunction(value)
    return Top(limit) { function.call($0) }
  }
}
