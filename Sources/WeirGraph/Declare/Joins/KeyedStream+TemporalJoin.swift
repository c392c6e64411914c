import WeirCore
import WeirOperators

/// Joins with the version of the other stream that held at a record's time.
///
/// A version holds from its own time until the time of the key's next version. A record at t is
/// given when the watermark reaches t: until then a version that holds at t may still come. Results
/// have the record's time and come in the order of times. A record behind the watermark is late.
extension KeyedStream {
  /// One result for each record for which a version holds.
  /// - Parameters:
  ///   - name: stable: state is found by it.
  ///   - versions: the versions; of two with one key and time the one that comes later holds.
  ///   - lateTo: where late records of this stream go; nil: they are counted.
  ///   - lateOtherTo: where versions go that a newer one had replaced before they came.
  @inlinable @inline(__always)
  public func temporalJoin<Version: FieldValue, Output: FieldValue>(
    _ name: String, asOf versions: KeyedStream<Key, Version>, lateTo: OutputTag<Element>? = nil,
    lateOtherTo: OutputTag<Version>? = nil, was: String...,
    into makeResult: @escaping @Sendable (Element, Version) throws -> Output
  ) -> DataStream<Output> {
    connect(versions).asOf(name, was, (lateTo, lateOtherTo), isRemoval: nil) {
      JoinResults(pair: makeResult)
    }
  }

  /// One result for each record; with nil when no version holds.
  @inlinable @inline(__always)
  public func leftTemporalJoin<Version: FieldValue, Output: FieldValue>(
    _ name: String, asOf versions: KeyedStream<Key, Version>, lateTo: OutputTag<Element>? = nil,
    lateOtherTo: OutputTag<Version>? = nil, was: String...,
    into makeResult: @escaping @Sendable (Element, Version?) throws -> Output
  ) -> DataStream<Output> {
    connect(versions).asOf(name, was, (lateTo, lateOtherTo), isRemoval: nil) {
      JoinResults(pair: makeResult, left: .init(put: { try makeResult($0, nil) }))
    }
  }

  /// One result for each record for which a version holds; none does from a removal's time on.
  @inlinable @inline(__always)
  public func temporalJoin<Version: FieldValue, Output: FieldValue>(
    _ name: String, asOf versions: KeyedStream<Key, Change<Version>>,
    lateTo: OutputTag<Element>? = nil, lateOtherTo: OutputTag<Change<Version>>? = nil,
    was: String..., into makeResult: @escaping @Sendable (Element, Version) throws -> Output
  ) -> DataStream<Output> {
    connect(versions).asOf(name, was, (lateTo, lateOtherTo), isRemoval: { $0.isRemoval }) {
      JoinResults(pair: { try makeResult($0, $1.row) })
    }
  }

  /// One result for each record; with nil when no version holds, as from a removal's time on.
  @inlinable @inline(__always)
  public func leftTemporalJoin<Version: FieldValue, Output: FieldValue>(
    _ name: String, asOf versions: KeyedStream<Key, Change<Version>>,
    lateTo: OutputTag<Element>? = nil, lateOtherTo: OutputTag<Change<Version>>? = nil,
    was: String..., into makeResult: @escaping @Sendable (Element, Version?) throws -> Output
  ) -> DataStream<Output> {
    connect(versions).asOf(name, was, (lateTo, lateOtherTo), isRemoval: { $0.isRemoval }) {
      JoinResults(
        pair: { try makeResult($0, $1.row) }, left: .init(put: { try makeResult($0, nil) }))
    }
  }
}

extension ConnectedStreams {
  @inlinable @inline(__always)
  public func asOf<Output: FieldValue>(
    _ name: String, _ was: [String], _ late: (OutputTag<Left>?, OutputTag<Right>?),
    isRemoval: (@Sendable (Right) -> Bool)?,
    _ results: @escaping @Sendable () -> JoinResults<Left, Right, Output>
  ) -> DataStream<Output> {
    check(name, needsEventTime: true, nil)
    // A version that comes again holds from where time stands; it is not lost.
    checkLateness(name, lateTo: late.0, takesOther: true, lateOtherTo: late.1)
    return joined(name, was, label: "temporal join", late, hasEventTime: true, lateness: .zero) {
      .temporalJoin(keyGroups: $0, late: $1, key: $2, isRemoval: isRemoval, results: results())
    }
  }
}
