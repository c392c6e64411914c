/// The greatest value, nil values taking no part. Of equal values the earlier one is kept.
public struct Maximum<Input: FieldValue, Value: FieldValue & Comparable>: AggregateFunction {
  @usableFromInline let value: @Sendable (Input) -> Value?
  @inlinable @inline(__always)
  public init(_ value: @escaping @Sendable (Input) -> Value?) { self.value = value }
  @inlinable @inline(__always) public func makeAccumulator() -> Value? { nil }
  @inlinable @inline(__always)
  public func add(_ input: Input, to accumulator: inout Value?) {
    merge(value(input), into: &accumulator)
  }
  @inlinable @inline(__always)
  public func merge(_ other: Value?, into accumulator: inout Value?) {
    guard let other else { return }
    guard let current = accumulator else {
      accumulator = other
      return
    }
    if other > current { accumulator = other }
  }
  /// Nil when there was no value.
  @inlinable @inline(__always) public func result(of accumulator: Value?) -> Value? { accumulator }
}

extension AggregateFunction {
  /// The greatest value, or nil when there was none.
  @inlinable @inline(__always)
  public static func max<Input, Value>(
    _ value: sending @escaping (Input) -> Value?
  ) -> Self where Self == Maximum<Input, Value> {
    let function = UncheckedFunction(value)
    return Maximum { function.call($0) }
  }
}
