/// Two aggregate functions over the same records; pairs of pairs make more.
public struct AggregatePair<First: AggregateFunction, Second: AggregateFunction>: AggregateFunction
where First.Input == Second.Input {
  @usableFromInline let first: First
  @usableFromInline let second: Second
  @inlinable @inline(__always) public init(_ first: First, _ second: Second) {
    self.first = first
    self.second = second
  }

  /// Both accumulators side by side.
  public struct Accumulator: FieldValue {
    public var first: First.Accumulator
    public var second: Second.Accumulator
    @inlinable @inline(__always)
    public init(first: First.Accumulator, second: Second.Accumulator) {
      self.first = first
      self.second = second
    }
    @inlinable public static var fieldType: FieldType {
      .record([
        .init(name: "first", type: First.Accumulator.fieldType),
        .init(name: "second", type: Second.Accumulator.fieldType),
      ])
    }
    @inlinable @inline(__always)
    public func encode(to encoder: inout some ValueEncoder) throws {
      try first.encode(to: &encoder)
      try second.encode(to: &encoder)
    }
    @inlinable @inline(__always)
    public static func decode(from decoder: inout some ValueDecoder) throws -> Accumulator {
      Accumulator(
        first: try First.Accumulator.decode(from: &decoder),
        second: try Second.Accumulator.decode(from: &decoder))
    }
  }

  @inlinable @inline(__always) public func makeAccumulator() -> Accumulator {
    Accumulator(first: first.makeAccumulator(), second: second.makeAccumulator())
  }
  @inlinable @inline(__always)
  public func add(_ input: First.Input, to accumulator: inout Accumulator) throws {
    try first.add(input, to: &accumulator.first)
    try second.add(input, to: &accumulator.second)
  }
  @inlinable @inline(__always)
  public func merge(_ other: Accumulator, into accumulator: inout Accumulator) throws {
    try first.merge(other.first, into: &accumulator.first)
    try second.merge(other.second, into: &accumulator.second)
  }
  @inlinable @inline(__always)
  public func result(of accumulator: Accumulator) throws -> (First.Output, Second.Output) {
    (try first.result(of: accumulator.first), try second.result(of: accumulator.second))
  }
}
