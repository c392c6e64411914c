/// Counts records.
public struct Count<Input: FieldValue>: AggregateFunction {
  @inlinable public init() {}
  @inlinable @inline(__always) public func makeAccumulator() -> Int { 0 }
  @inlinable @inline(__always)
  public func add(_ input: Input, to accumulator: inout Int) { accumulator &+= 1 }
  @inlinable @inline(__always)
  public func merge(_ other: Int, into accumulator: inout Int) { accumulator &+= other }
  @inlinable @inline(__always) public func result(of accumulator: Int) -> Int { accumulator }
}

extension AggregateFunction {
  /// How many records there are.
  @inlinable public static func count<Input>() -> Self where Self == Count<Input> { Count() }

  /// How many records satisfy a predicate.
  @inlinable @inline(__always)
  public static func count<Input>(
    where isIncluded: sending @escaping (Input) -> Bool
  ) -> Self where Self == CountWhere<Input> {
    let function = UncheckedFunction(isIncluded)
    return CountWhere { function.call($0) }
  }
}

/// Counts the records that satisfy a predicate.
public struct CountWhere<Input: FieldValue>: AggregateFunction {
  @usableFromInline let isIncluded: @Sendable (Input) -> Bool
  @inlinable @inline(__always)
  public init(_ isIncluded: @escaping @Sendable (Input) -> Bool) { self.isIncluded = isIncluded }
  @inlinable @inline(__always) public func makeAccumulator() -> Int { 0 }
  @inlinable @inline(__always)
  public func add(_ input: Input, to accumulator: inout Int) {
    if isIncluded(input) { accumulator &+= 1 }
  }
  @inlinable @inline(__always)
  public func merge(_ other: Int, into accumulator: inout Int) { accumulator &+= other }
  @inlinable @inline(__always) public func result(of accumulator: Int) -> Int { accumulator }
}
