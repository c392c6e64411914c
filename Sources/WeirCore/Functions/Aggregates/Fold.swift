/// An aggregate function written as closures.
public struct Fold<Input: FieldValue, Accumulator: FieldValue>: AggregateFunction {
  @usableFromInline let initial: Accumulator
  @usableFromInline let adding: @Sendable (inout Accumulator, Input) throws -> Void
  @usableFromInline let merging: @Sendable (inout Accumulator, Accumulator) throws -> Void

  @inlinable @inline(__always)
  public init(
    _ initial: Accumulator, add: @escaping @Sendable (inout Accumulator, Input) throws -> Void,
    merge: @escaping @Sendable (inout Accumulator, Accumulator) throws -> Void
  ) {
    self.initial = initial
    adding = add
    merging = merge
  }
  @inlinable @inline(__always) public func makeAccumulator() -> Accumulator { initial }
  @inlinable @inline(__always)
  public func add(_ input: Input, to accumulator: inout Accumulator) throws {
    try adding(&accumulator, input)
  }
  @inlinable @inline(__always)
  public func merge(_ other: Accumulator, into accumulator: inout Accumulator) throws {
    try merging(&accumulator, other)
  }
  @inlinable @inline(__always)
  public func result(of accumulator: Accumulator) -> Accumulator { accumulator }
}

extension AggregateFunction {
  /// A fold of your own; `merge` unites what two parts of the stream have folded.
  @inlinable @inline(__always)
  public static func fold<Input, Accumulator>(
    _ initial: Accumulator, add: sending @escaping (inout Accumulator, Input) throws -> Void,
    merge: sending @escaping (inout Accumulator, Accumulator) throws -> Void
  ) -> Self where Self == Fold<Input, Accumulator> {
    nonisolated(unsafe) let adding = add
    nonisolated(unsafe) let merging = merge
    return Fold(initial, add: { try adding(&$0, $1) }, merge: { try merging(&$0, $1) })
  }
}
