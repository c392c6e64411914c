import WeirCore
import WeirOperators

/// Joins within windows with a trigger, over two streams that were connected.
///
/// Each result of a window holds all pairs of its records, or with `.discarding()` those of the
/// records since the last one. With `.retracting()` all pairs of the earlier result come once more
/// before, with ``Pane/isRetraction`` set.
extension TriggeredStream {
  /// One result for each pair.
  /// - Parameter name: stable: state is found by it.
  @inlinable @inline(__always)
  public func join<Left: FieldValue, Right: FieldValue, Output: FieldValue>(
    _ name: String, was: String...,
    into makeResult: @escaping @Sendable (Left, Right, Pane) throws -> Output
  ) -> DataStream<Output> where Element == Either<Left, Right> {
    paired(name, was, pair: makeResult, left: nil, right: nil)
  }

  /// One result for each pair, and one for each left record in a window without right ones.
  @inlinable @inline(__always)
  public func leftJoin<Left: FieldValue, Right: FieldValue, Output: FieldValue>(
    _ name: String, was: String...,
    into makeResult: @escaping @Sendable (Left, Right?, Pane) throws -> Output
  ) -> DataStream<Output> where Element == Either<Left, Right> {
    paired(name, was, pair: makeResult, left: { try makeResult($0, nil, $1) }, right: nil)
  }

  /// One result for each pair, and one for each right record in a window without left ones.
  @inlinable @inline(__always)
  public func rightJoin<Left: FieldValue, Right: FieldValue, Output: FieldValue>(
    _ name: String, was: String...,
    into makeResult: @escaping @Sendable (Left?, Right, Pane) throws -> Output
  ) -> DataStream<Output> where Element == Either<Left, Right> {
    paired(name, was, pair: makeResult, left: nil, right: { try makeResult(nil, $0, $1) })
  }

  /// One result for each pair, and one for each record in a window without ones of the other side.
  @inlinable @inline(__always)
  public func fullJoin<Left: FieldValue, Right: FieldValue, Output: FieldValue>(
    _ name: String, was: String...,
    into makeResult: @escaping @Sendable (Left?, Right?, Pane) throws -> Output
  ) -> DataStream<Output> where Element == Either<Left, Right> {
    paired(
      name, was, pair: makeResult, left: { try makeResult($0, nil, $1) },
      right: { try makeResult(nil, $0, $1) })
  }

  /// The results made of all records of a key in a window, by side; one of the two may have none.
  /// - Parameter makeResults: any number of results; the same for the same records.
  @inlinable @inline(__always)
  public func coGroup<Left: FieldValue, Right: FieldValue, Results: Sequence & SendableMetatype>(
    _ name: String, was: String...,
    into makeResults: @escaping @Sendable (Key, Pane, [Left], [Right]) throws -> Results
  ) -> DataStream<Results.Element>
  where Element == Either<Left, Right>, Results.Element: FieldValue {
    let key = keyed.key
    return grouped(name, was, label: "co-group") { site in
      KernelOperator<PaneGroup<Left, Right>, Results.Element>(
        id: site.id, context: site.context, kernel: .coGroups(key: key, makeResults))
    }
  }

  @inlinable @inline(__always)
  public func paired<Left: FieldValue, Right: FieldValue, Output: FieldValue>(
    _ name: String, _ was: [String],
    pair: @escaping @Sendable (Left, Right, Pane) throws -> Output,
    left: (@Sendable (Left, Pane) throws -> Output)?,
    right: (@Sendable (Right, Pane) throws -> Output)?
  ) -> DataStream<Output> where Element == Either<Left, Right> {
    grouped(name, was, label: "pairs") { site in
      KernelOperator<PaneGroup<Left, Right>, Output>(
        id: site.id, context: site.context,
        kernel: .windowPairs(pair: pair, left: left, right: right))
    }
  }

  /// Adds the windows, and behind them the operator that makes results of their groups.
  @inlinable @inline(__always)
  public func grouped<Left: FieldValue, Right: FieldValue, Output: FieldValue>(
    _ name: String, _ was: [String], label: String, factory: @escaping OperatorFactory
  ) -> DataStream<Output> where Element == Either<Left, Right> {
    let groups = giving(
      name, was,
      AggregatePanes(CoGroupAggregate<Left, Right>()) { (_: Key, pane, sides) in
        PaneGroup(pane, sides)
      })
    let results: DataStream<Output> = groups.inPlace(label: label, factory: factory)
    if let lateTag {
      results.builder.addSideStream(lateTag.name, groups.sideOutput(lateTag), of: results)
    }
    return results
  }
}
