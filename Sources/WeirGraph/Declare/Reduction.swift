import WeirCore

/// A reduce as an aggregate function: the accumulator is the combined record, or nil before any.
public struct Reduction<Input: FieldValue>: AggregateFunction {
  @usableFromInline let combine: @Sendable (Input, Input) throws -> Input

  @inlinable @inline(__always)
  public init(_ combine: @escaping @Sendable (Input, Input) throws -> Input) {
    self.combine = combine
  }
  @inlinable @inline(__always) public func makeAccumulator() -> Input? { nil }
  @inlinable @inline(__always)
  public func add(_ input: Input, to accumulator: inout Input?) throws {
    accumulator = try accumulator.map { try combine($0, input) } ?? input
  }
  @inlinable @inline(__always)
  public func merge(_ other: Input?, into accumulator: inout Input?) throws {
    guard let other else { return }
    try add(other, to: &accumulator)
  }
  @inlinable @inline(__always) public func result(of accumulator: Input?) throws -> Input {
    guard let accumulator else {
      throw WeirError(.limit, "a reduction has no result before its first record")
    }
    return accumulator
  }
}
