import WeirCore
import WeirOperators

/// Joins whose partners lie within bounds of each other in time.
///
/// A record of this stream at t has as its partners the records of `other` with its key and a time
/// from `from` after t to `to` after t; give negative durations for partners before it. A pair has
/// the later of its two times. A record behind the watermark is late and takes no part.
extension KeyedStream {
  /// One result for each pair.
  /// - Parameters:
  ///   - name: stable: state is found by it.
  ///   - ends: whether a partner exactly `from` or `to` away is one.
  ///   - lateTo: where late records of this stream go; nil: they are counted.
  ///   - lateOtherTo: the same for the other stream.
  @inlinable @inline(__always)
  public func intervalJoin<Other: FieldValue, Output: FieldValue>(
    _ name: String, with other: KeyedStream<Key, Other>, from: Duration, to: Duration,
    ends: IntervalEnds = .closed, lateTo: OutputTag<Element>? = nil,
    lateOtherTo: OutputTag<Other>? = nil, was: String...,
    into makeResult: @escaping @Sendable (Element, Other) throws -> Output
  ) -> DataStream<Output> {
    connect(other).within(
      name, was, IntervalBounds(from: from, to: to, ends), (lateTo, lateOtherTo)
    ) { JoinResults(pair: makeResult) }
  }

  /// As ``intervalJoin(_:with:from:to:ends:lateTo:lateOtherTo:was:into:)``, and one result for each
  /// record of this stream without partners: when the watermark says that none can come any more.
  @inlinable @inline(__always)
  public func leftIntervalJoin<Other: FieldValue, Output: FieldValue>(
    _ name: String, with other: KeyedStream<Key, Other>, from: Duration, to: Duration,
    ends: IntervalEnds = .closed, lateTo: OutputTag<Element>? = nil,
    lateOtherTo: OutputTag<Other>? = nil, was: String...,
    into makeResult: @escaping @Sendable (Element, Other?) throws -> Output
  ) -> DataStream<Output> {
    connect(other).within(
      name, was, IntervalBounds(from: from, to: to, ends), (lateTo, lateOtherTo)
    ) { JoinResults(pair: makeResult, left: .init(put: { try makeResult($0, nil) })) }
  }

  /// As ``intervalJoin(_:with:from:to:ends:lateTo:lateOtherTo:was:into:)``, and one result for each
  /// record of the other stream without partners: when the watermark says that none can come any
  /// more.
  @inlinable @inline(__always)
  public func rightIntervalJoin<Other: FieldValue, Output: FieldValue>(
    _ name: String, with other: KeyedStream<Key, Other>, from: Duration, to: Duration,
    ends: IntervalEnds = .closed, lateTo: OutputTag<Element>? = nil,
    lateOtherTo: OutputTag<Other>? = nil, was: String...,
    into makeResult: @escaping @Sendable (Element?, Other) throws -> Output
  ) -> DataStream<Output> {
    connect(other).within(
      name, was, IntervalBounds(from: from, to: to, ends), (lateTo, lateOtherTo)
    ) { JoinResults(pair: makeResult, right: .init(put: { try makeResult(nil, $0) })) }
  }

  /// As ``intervalJoin(_:with:from:to:ends:lateTo:lateOtherTo:was:into:)``, and one result for each
  /// record of either stream without partners: when the watermark says that none can come any more.
  @inlinable @inline(__always)
  public func fullIntervalJoin<Other: FieldValue, Output: FieldValue>(
    _ name: String, with other: KeyedStream<Key, Other>, from: Duration, to: Duration,
    ends: IntervalEnds = .closed, lateTo: OutputTag<Element>? = nil,
    lateOtherTo: OutputTag<Other>? = nil, was: String...,
    into makeResult: @escaping @Sendable (Element?, Other?) throws -> Output
  ) -> DataStream<Output> {
    connect(other).within(
      name, was, IntervalBounds(from: from, to: to, ends), (lateTo, lateOtherTo)
    ) {
      JoinResults(
        pair: makeResult, left: .init(put: { try makeResult($0, nil) }),
        right: .init(put: { try makeResult(nil, $0) }))
    }
  }
}

extension ConnectedStreams {
  @inlinable @inline(__always)
  public func within<Output: FieldValue>(
    _ name: String, _ was: [String], _ bounds: IntervalBounds,
    _ late: (OutputTag<Left>?, OutputTag<Right>?),
    _ results: @escaping @Sendable () -> JoinResults<Left, Right, Output>
  ) -> DataStream<Output> {
    check(name, needsEventTime: true, bounds.problem)
    checkLateness(name, lateTo: late.0, lateOtherTo: late.1)
    return joined(name, was, label: "interval join", late, hasEventTime: true, lateness: .zero) {
      .intervalJoin(bounds, keyGroups: $0, late: $1, key: $2, results: results())
    }
  }
}
