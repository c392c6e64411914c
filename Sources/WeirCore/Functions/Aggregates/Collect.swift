/// Collects values in the order of arrival; merged parts follow each other.
public struct Collect<Input: FieldValue, Value: FieldValue>: AggregateFunction {
  @usableFromInline let value: @Sendable (Input) -> Value
  @inlinable @inline(__always)
  public init(_ value: @escaping @Sendable (Input) -> Value) { self.value = value }
  @inlinable public func makeAccumulator() -> [Value] { [] }
  @inlinable @inline(__always)
  public func add(_ input: Input, to accumulator: inout [Value]) {
    accumulator.append(value(input))
  }
  @inlinable public func merge(_ other: [Value], into accumulator: inout [Value]) {
    accumulator.append(contentsOf: other)
  }
  @inlinable public func result(of accumulator: [Value]) -> [Value] { accumulator }
}

extension AggregateFunction {
  /// All values of the window. State grows with every record: prefer a fold where one will do.
  @inlinable @inline(__always)
  public static func collect<Input, Value>(
    _ value: sending @escaping (Input) -> Value
  ) -> Self where Self == Collect<Input, Value> {
    let function = UncheckedFunction(value)
    return Collect { function.call($0) }
  }
}
