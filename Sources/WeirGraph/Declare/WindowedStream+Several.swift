import WeirCore
import WeirOperators

/// Several aggregates in one window: one update per record for all of them.
extension WindowedStream {
  /// One result per key and window of two aggregates.
  @inlinable @inline(__always)
  public func aggregate<
    First: AggregateFunction, Second: AggregateFunction,
    Output: FieldValue
  >(
    _ name: String, _ first: First, _ second: Second,
    was: String...,
    into makeResult:
      @escaping @Sendable (
        Key, Window, First.Output, Second.Output
      ) throws -> Output
  ) -> DataStream<Output>
  where First.Input == Element, Second.Input == Element {
    aggregated(
      name, was, AggregatePair(first, second)
    ) { key, window, results in
      try makeResult(
        key, window, results.0, results.1)
    }
  }

  /// One result per key and window of three aggregates.
  @inlinable @inline(__always)
  public func aggregate<
    First: AggregateFunction, Second: AggregateFunction, Third: AggregateFunction,
    Output: FieldValue
  >(
    _ name: String, _ first: First, _ second: Second, _ third: Third,
    was: String...,
    into makeResult:
      @escaping @Sendable (
        Key, Window, First.Output, Second.Output, Third.Output
      ) throws -> Output
  ) -> DataStream<Output>
  where First.Input == Element, Second.Input == Element, Third.Input == Element {
    aggregated(
      name, was, AggregatePair(AggregatePair(first, second), third)
    ) { key, window, results in
      try makeResult(
        key, window, results.0.0, results.0.1, results.1)
    }
  }

  /// One result per key and window of four aggregates.
  @inlinable @inline(__always)
  public func aggregate<
    First: AggregateFunction, Second: AggregateFunction, Third: AggregateFunction,
    Fourth: AggregateFunction,
    Output: FieldValue
  >(
    _ name: String, _ first: First, _ second: Second, _ third: Third, _ fourth: Fourth,
    was: String...,
    into makeResult:
      @escaping @Sendable (
        Key, Window, First.Output, Second.Output, Third.Output, Fourth.Output
      ) throws -> Output
  ) -> DataStream<Output>
  where
    First.Input == Element, Second.Input == Element, Third.Input == Element, Fourth.Input == Element
  {
    aggregated(
      name, was, AggregatePair(AggregatePair(AggregatePair(first, second), third), fourth)
    ) { key, window, results in
      try makeResult(
        key, window, results.0.0.0, results.0.0.1, results.0.1, results.1)
    }
  }

  /// One result per key and window of five aggregates.
  @inlinable @inline(__always)
  public func aggregate<
    First: AggregateFunction, Second: AggregateFunction, Third: AggregateFunction,
    Fourth: AggregateFunction, Fifth: AggregateFunction,
    Output: FieldValue
  >(
    _ name: String, _ first: First, _ second: Second, _ third: Third, _ fourth: Fourth,
    _ fifth: Fifth,
    was: String...,
    into makeResult:
      @escaping @Sendable (
        Key, Window, First.Output, Second.Output, Third.Output, Fourth.Output, Fifth.Output
      ) throws -> Output
  ) -> DataStream<Output>
  where
    First.Input == Element, Second.Input == Element, Third.Input == Element,
    Fourth.Input == Element, Fifth.Input == Element
  {
    aggregated(
      name, was,
      AggregatePair(
        AggregatePair(AggregatePair(AggregatePair(first, second), third), fourth), fifth)
    ) { key, window, results in
      try makeResult(
        key, window, results.0.0.0.0, results.0.0.0.1, results.0.0.1, results.0.1, results.1)
    }
  }

  /// One result per key and window of six aggregates.
  @inlinable @inline(__always)
  public func aggregate<
    First: AggregateFunction, Second: AggregateFunction, Third: AggregateFunction,
    Fourth: AggregateFunction, Fifth: AggregateFunction, Sixth: AggregateFunction,
    Output: FieldValue
  >(
    _ name: String, _ first: First, _ second: Second, _ third: Third, _ fourth: Fourth,
    _ fifth: Fifth, _ sixth: Sixth,
    was: String...,
    into makeResult:
      @escaping @Sendable (
        Key, Window, First.Output, Second.Output, Third.Output, Fourth.Output, Fifth.Output,
        Sixth.Output
      ) throws -> Output
  ) -> DataStream<Output>
  where
    First.Input == Element, Second.Input == Element, Third.Input == Element,
    Fourth.Input == Element, Fifth.Input == Element, Sixth.Input == Element
  {
    aggregated(
      name, was,
      AggregatePair(
        AggregatePair(
          AggregatePair(AggregatePair(AggregatePair(first, second), third), fourth), fifth), sixth)
    ) { key, window, results in
      try makeResult(
        key, window, results.0.0.0.0.0, results.0.0.0.0.1, results.0.0.0.1, results.0.0.1,
        results.0.1, results.1)
    }
  }
}
