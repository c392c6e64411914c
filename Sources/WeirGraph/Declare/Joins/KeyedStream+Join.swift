import WeirCore
import WeirOperators

/// Joins in which all records with one key are partners.
///
/// Each record is kept for the retention: until the watermark is so much past its time. Records
/// meet when both are kept; one that comes when its own retention is over is late. With `.forever`
/// nothing is ever freed, nothing is late, and event times are not needed.
extension KeyedStream {
  /// One result for each pair, when the later of the two comes.
  /// - Parameters:
  ///   - name: stable: state is found by it.
  ///   - uniqueOther: whether `other` has one record of each key at most: a record of this stream
  ///     is then forgotten as soon as it has met that.
  ///   - lateTo: where late records of this stream go; nil: they are counted.
  ///   - lateOtherTo: the same for the other stream.
  @inlinable @inline(__always)
  public func join<Other: FieldValue, Output: FieldValue>(
    _ name: String, with other: KeyedStream<Key, Other>, retention: Retention,
    uniqueOther: Bool = false, lateTo: OutputTag<Element>? = nil,
    lateOtherTo: OutputTag<Other>? = nil, was: String...,
    into makeResult: @escaping @Sendable (Element, Other) throws -> Output
  ) -> DataStream<Output> {
    connect(other).retained(name, was, retention, uniqueOther, (lateTo, lateOtherTo)) {
      JoinResults(pair: makeResult)
    }
  }

  /// As ``join(_:with:retention:uniqueOther:lateTo:lateOtherTo:was:into:)``, and each record of
  /// this stream without partners gives a result at once, which is removed when its first partner
  /// comes.
  @inlinable @inline(__always)
  public func leftJoin<Other: FieldValue, Output: FieldValue>(
    _ name: String, with other: KeyedStream<Key, Other>, retention: Retention,
    uniqueOther: Bool = false, lateTo: OutputTag<Element>? = nil,
    lateOtherTo: OutputTag<Other>? = nil, was: String...,
    into makeResult: @escaping @Sendable (Element, Other?) throws -> Output
  ) -> DataStream<Change<Output>> {
    connect(other).retained(name, was, retention, uniqueOther, (lateTo, lateOtherTo)) {
      JoinResults(
        pair: { .put(try makeResult($0, $1)) },
        left: .init(
          put: { .put(try makeResult($0, nil)) }, remove: { .remove(try makeResult($0, nil)) }))
    }
  }

  /// As ``join(_:with:retention:uniqueOther:lateTo:lateOtherTo:was:into:)``, and each record of the
  /// other stream without partners gives a result at once, which is removed when its first partner
  /// comes.
  @inlinable @inline(__always)
  public func rightJoin<Other: FieldValue, Output: FieldValue>(
    _ name: String, with other: KeyedStream<Key, Other>, retention: Retention,
    uniqueOther: Bool = false, lateTo: OutputTag<Element>? = nil,
    lateOtherTo: OutputTag<Other>? = nil, was: String...,
    into makeResult: @escaping @Sendable (Element?, Other) throws -> Output
  ) -> DataStream<Change<Output>> {
    connect(other).retained(name, was, retention, uniqueOther, (lateTo, lateOtherTo)) {
      JoinResults(
        pair: { .put(try makeResult($0, $1)) },
        right: .init(
          put: { .put(try makeResult(nil, $0)) }, remove: { .remove(try makeResult(nil, $0)) }))
    }
  }

  /// As ``join(_:with:retention:uniqueOther:lateTo:lateOtherTo:was:into:)``, and each record of
  /// either stream without partners gives a result at once, which is removed when its first partner
  /// comes.
  @inlinable @inline(__always)
  public func fullJoin<Other: FieldValue, Output: FieldValue>(
    _ name: String, with other: KeyedStream<Key, Other>, retention: Retention,
    uniqueOther: Bool = false, lateTo: OutputTag<Element>? = nil,
    lateOtherTo: OutputTag<Other>? = nil, was: String...,
    into makeResult: @escaping @Sendable (Element?, Other?) throws -> Output
  ) -> DataStream<Change<Output>> {
    connect(other).retained(name, was, retention, uniqueOther, (lateTo, lateOtherTo)) {
      JoinResults(
        pair: { .put(try makeResult($0, $1)) },
        left: .init(
          put: { .put(try makeResult($0, nil)) }, remove: { .remove(try makeResult($0, nil)) }),
        right: .init(
          put: { .put(try makeResult(nil, $0)) }, remove: { .remove(try makeResult(nil, $0)) }))
    }
  }
}

extension ConnectedStreams {
  @inlinable @inline(__always)
  public func retained<Output: FieldValue>(
    _ name: String, _ was: [String], _ retention: Retention, _ isRightUnique: Bool,
    _ late: (OutputTag<Left>?, OutputTag<Right>?),
    _ results: @escaping @Sendable () -> JoinResults<Left, Right, Output>
  ) -> DataStream<Output> {
    check(name, needsEventTime: retention != .forever, retention.problem)
    if let kept = retention.milliseconds {
      checkLateness(
        name, allowed: .milliseconds(kept), lateTo: late.0, lateOtherTo: late.1)
    }
    let isTimed = leftHasEventTime && rightHasEventTime
    return joined(name, was, label: "join", late, hasEventTime: isTimed, dependsOnOrder: true) {
      .retainedJoin(
        retention, isTimed: isTimed, isRightUnique: isRightUnique, keyGroups: $0, late: $1, key: $2,
        results: results())
    }
  }
}
