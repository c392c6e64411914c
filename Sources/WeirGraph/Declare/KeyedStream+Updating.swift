import WeirCore
import WeirOperators

/// Operators whose results are corrected as records come: streams of changes that a table or an
/// index follows.
extension KeyedStream {
  /// The row of each key's aggregate so far, put again whenever it changes.
  /// - Parameters:
  ///   - name: stable: state is found by it.
  ///   - retention: how long a key is remembered after its last record. Its row stays where it was
  ///     put; a record that comes later begins from nothing.
  ///   - makeRow: from the key and what was aggregated; nil: there is to be no row, and the one
  ///     that was put is removed. The row's key must follow from the stream's.
  @inlinable @inline(__always)
  public func aggregateChanges<Aggregate: AggregateFunction, Row: FieldValue>(
    _ name: String, _ aggregate: Aggregate, retention: Retention, was: String...,
    into makeRow: @escaping @Sendable (Key, Aggregate.Output) throws -> Row?
  ) -> DataStream<Change<Row>> where Aggregate.Input == Element {
    updating(
      name, was, "running table", retention,
      RunningTable<Key, Aggregate, Row>(
        aggregate: aggregate, retention: retention, makeRow: makeRow))
  }

  /// As the other, of two aggregates.
  @inlinable @inline(__always)
  public func aggregateChanges<
    First: AggregateFunction, Second: AggregateFunction, Row: FieldValue
  >(
    _ name: String, _ first: First, _ second: Second, retention: Retention, was: String...,
    into makeRow: @escaping @Sendable (Key, First.Output, Second.Output) throws -> Row?
  ) -> DataStream<Change<Row>> where First.Input == Element, Second.Input == Element {
    updating(
      name, was, "running table", retention,
      RunningTable<Key, AggregatePair<First, Second>, Row>(
        aggregate: AggregatePair(first, second), retention: retention,
        makeRow: { key, results in try makeRow(key, results.0, results.1) }))
  }

  /// As the other, of three aggregates.
  @inlinable @inline(__always)
  public func aggregateChanges<
    First: AggregateFunction, Second: AggregateFunction, Third: AggregateFunction, Row: FieldValue
  >(
    _ name: String, _ first: First, _ second: Second, _ third: Third, retention: Retention,
    was: String...,
    into makeRow: @escaping @Sendable (Key, First.Output, Second.Output, Third.Output) throws ->
      Row?
  ) -> DataStream<Change<Row>>
  where First.Input == Element, Second.Input == Element, Third.Input == Element {
    updating(
      name, was, "running table", retention,
      RunningTable<Key, AggregatePair<AggregatePair<First, Second>, Third>, Row>(
        aggregate: AggregatePair(AggregatePair(first, second), third), retention: retention,
        makeRow: { key, results in try makeRow(key, results.0.0, results.0.1, results.1) }))
  }

  /// The rows of the first `limit` records of each key in an order, put again whenever their rank
  /// changes, and removed when they are no longer among the first.
  ///
  /// Of records that are equal in the order, the one that came earlier stands first.
  /// - Parameters:
  ///   - name: stable: state is found by it.
  ///   - retention: how long a key is remembered after its last record. Its rows stay where they
  ///     were put; a record that comes later begins a new ranking over them.
  ///   - precedes: whether the first record stands before the second one.
  ///   - makeRow: from a record and its rank, 1 for the first. The row's key must follow from the
  ///     stream's key and either the rank or the record.
  @inlinable @inline(__always)
  public func top<Row: FieldValue>(
    _ name: String, _ limit: Int, retention: Retention, was: String...,
    by precedes: @escaping @Sendable (Element, Element) throws -> Bool,
    into makeRow: @escaping @Sendable (Element, Int) throws -> Row
  ) -> DataStream<Change<Row>> {
    if limit < 1 { stream.report("the first \(limit) records are none; ask for 1", of: name) }
    return updating(
      name, was, "top \(limit)", retention,
      RunningTop<Key, Element, Row>(
        limit: limit, retention: retention, precedes: precedes, makeRow: makeRow))
  }

  @inlinable @inline(__always)
  func updating<Function: KeyedProcessFunction>(
    _ name: String, _ was: [String], _ label: String, _ retention: Retention, _ function: Function
  ) -> DataStream<Function.Output> where Function.Key == Key, Function.Input == Element {
    stream.check(retention, of: name)
    let code = OperatorCode<Element, Function.Output>.process(Function.self, key: key)
    return stream.appending(name: name, was: was, label: label, dependsOnOrder: true) { site in
      .processing(function, code, site, SideOutputs())
    }
  }
}

extension DataStream {
  /// Reports what is wrong with a retention on this stream.
  public func check(_ retention: Retention, of name: String) {
    report(retention.problem, of: name)
    if retention != .forever, !hasEventTime {
      report(
        "forgetting keys needs event times; call eventTime(_:watermarks:) on the stream before, or"
          + " say .forever", of: name)
    }
  }
}
