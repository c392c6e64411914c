import WeirCore
import WeirOperators

/// Several aggregates of each window: one update per record for all of them.
extension TriggeredStream {
  /// Two aggregates of each window.
  @inlinable @inline(__always)
  public func aggregate<
    First: AggregateFunction, Second: AggregateFunction, Output: FieldValue
  >(
    _ name: String, _ first: First, _ second: Second, was: String...,
    into makeResult:
      @escaping @Sendable (Key, Pane, First.Output, Second.Output) throws -> Output
  ) -> DataStream<Output> where First.Input == Element, Second.Input == Element {
    giving(
      name, was,
      AggregatePanes(AggregatePair(first, second)) { key, pane, results in
        try makeResult(key, pane, results.0, results.1)
      })
  }

  /// Three aggregates of each window.
  @inlinable @inline(__always)
  public func aggregate<
    First: AggregateFunction, Second: AggregateFunction, Third: AggregateFunction,
    Output: FieldValue
  >(
    _ name: String, _ first: First, _ second: Second, _ third: Third, was: String...,
    into makeResult:
      @escaping @Sendable (Key, Pane, First.Output, Second.Output, Third.Output) throws -> Output
  ) -> DataStream<Output>
  where First.Input == Element, Second.Input == Element, Third.Input == Element {
    giving(
      name, was,
      AggregatePanes(AggregatePair(AggregatePair(first, second), third)) { key, pane, results in
        try makeResult(key, pane, results.0.0, results.0.1, results.1)
      })
  }
}
