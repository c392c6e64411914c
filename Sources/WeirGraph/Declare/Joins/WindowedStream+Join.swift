import WeirCore
import WeirOperators

/// Joins within windows: records of both streams with one key in one window are partners.
///
/// The windows are those of this stream, over the records of both: a session is one of both
/// streams' records. They fire as windows of one stream do, and a window that fires again gives all
/// its results again. `lateTo:` of the window is for late records of this stream.
extension WindowedStream {
  /// One result for each pair.
  /// - Parameters:
  ///   - name: stable: state is found by it.
  ///   - lateOtherTo: where records of the other stream go that are too late for every window.
  @inlinable @inline(__always)
  public func join<Other: FieldValue, Output: FieldValue>(
    _ name: String, with other: KeyedStream<Key, Other>, lateOtherTo: OutputTag<Other>? = nil,
    was: String...,
    into makeResult: @escaping @Sendable (Element, Other, Window) throws -> Output
  ) -> DataStream<Output> {
    let groups = grouped(name, was, other, lateOtherTo)
    return groups.pairs(pair: makeResult, left: nil, right: nil)
  }

  /// One result for each pair, and one for each record of this stream in a window where the other
  /// stream has none.
  @inlinable @inline(__always)
  public func leftJoin<Other: FieldValue, Output: FieldValue>(
    _ name: String, with other: KeyedStream<Key, Other>, lateOtherTo: OutputTag<Other>? = nil,
    was: String...,
    into makeResult: @escaping @Sendable (Element, Other?, Window) throws -> Output
  ) -> DataStream<Output> {
    let groups = grouped(name, was, other, lateOtherTo)
    return groups.pairs(pair: makeResult, left: { try makeResult($0, nil, $1) }, right: nil)
  }

  /// One result for each pair, and one for each record of the other stream in a window where this
  /// stream has none.
  @inlinable @inline(__always)
  public func rightJoin<Other: FieldValue, Output: FieldValue>(
    _ name: String, with other: KeyedStream<Key, Other>, lateOtherTo: OutputTag<Other>? = nil,
    was: String...,
    into makeResult: @escaping @Sendable (Element?, Other, Window) throws -> Output
  ) -> DataStream<Output> {
    let groups = grouped(name, was, other, lateOtherTo)
    return groups.pairs(pair: makeResult, left: nil, right: { try makeResult(nil, $0, $1) })
  }

  /// One result for each pair, and one for each record of either stream in a window where the other
  /// has none.
  @inlinable @inline(__always)
  public func fullJoin<Other: FieldValue, Output: FieldValue>(
    _ name: String, with other: KeyedStream<Key, Other>, lateOtherTo: OutputTag<Other>? = nil,
    was: String...,
    into makeResult: @escaping @Sendable (Element?, Other?, Window) throws -> Output
  ) -> DataStream<Output> {
    let groups = grouped(name, was, other, lateOtherTo)
    return groups.pairs(
      pair: makeResult, left: { try makeResult($0, nil, $1) },
      right: { try makeResult(nil, $0, $1) })
  }

  /// The results made of all records of a key in a window, by stream; one of the two may have none.
  /// - Parameter makeResults: any number of results; the same for the same records.
  @inlinable @inline(__always)
  public func coGroup<Other: FieldValue, Results: Sequence & SendableMetatype>(
    _ name: String, with other: KeyedStream<Key, Other>, lateOtherTo: OutputTag<Other>? = nil,
    was: String...,
    into makeResults: @escaping @Sendable (Key, Window, [Element], [Other]) throws -> Results
  ) -> DataStream<Results.Element> where Results.Element: FieldValue {
    let groups = grouped(name, was, other, lateOtherTo)
    let key = groups.key
    return groups.finished(label: "co-group") { site in
      KernelOperator<WindowGroup<Element, Other>, Results.Element>(
        id: site.id, context: site.context,
        kernel: .coGroups(key: key, makeResults))
    }
  }

  @inlinable @inline(__always)
  public func grouped<Other: FieldValue>(
    _ name: String, _ was: [String], _ other: KeyedStream<Key, Other>,
    _ lateOther: OutputTag<Other>?
  ) -> GroupedStream<Key, Element, Other> {
    let streams = keyed.connect(other)
    streams.check(name, needsEventTime: windows.needsEventTime, nil)
    let tag = (lateTag?.name ?? lateOther?.name).map { OutputTag<Either<Element, Other>>($0) }
    let groups = WindowedStream<Key, Either<Element, Other>, Windows>(
      streams.both, windows, allowedLateness, tag
    ).aggregated(name, was, CoGroupAggregate<Element, Other>()) { _, window, sides in
      WindowGroup(window, sides)
    }
    return GroupedStream(groups, key: streams.both.key, tag, lateTag, lateOther)
  }
}

/// The records of two streams in each window of a key, waiting for what to make of them.
public struct GroupedStream<Key: FieldValue, Left: FieldValue, Right: FieldValue> {
  public let groups: DataStream<WindowGroup<Left, Right>>
  public let key: @Sendable (Either<Left, Right>) throws -> Key
  @usableFromInline let tag: OutputTag<Either<Left, Right>>?
  @usableFromInline let lateLeft: OutputTag<Left>?
  @usableFromInline let lateRight: OutputTag<Right>?

  @inlinable @inline(__always)
  public init(
    _ groups: DataStream<WindowGroup<Left, Right>>,
    key: @escaping @Sendable (Either<Left, Right>) throws -> Key,
    _ tag: OutputTag<Either<Left, Right>>?, _ lateLeft: OutputTag<Left>?,
    _ lateRight: OutputTag<Right>?
  ) {
    self.groups = groups
    self.key = key
    self.tag = tag
    self.lateLeft = lateLeft
    self.lateRight = lateRight
  }

  @inlinable @inline(__always)
  public func pairs<Output: FieldValue>(
    pair: @escaping @Sendable (Left, Right, Window) throws -> Output,
    left: (@Sendable (Left, Window) throws -> Output)?,
    right: (@Sendable (Right, Window) throws -> Output)?
  ) -> DataStream<Output> {
    finished(label: "pairs") { site in
      KernelOperator<WindowGroup<Left, Right>, Output>(
        id: site.id, context: site.context,
        kernel: .windowPairs(pair: pair, left: left, right: right))
    }
  }

  /// Adds the operator that makes results of groups, at which the late records of both streams can
  /// be asked for.
  @inlinable @inline(__always)
  public func finished<Output: FieldValue>(
    label: String, factory: @escaping OperatorFactory
  ) -> DataStream<Output> {
    let results: DataStream<Output> = groups.inPlace(label: label, factory: factory)
    guard let tag else { return results }
    let late = groups.sideOutput(tag)
    if let lateLeft {
      let lefts: DataStream<Left> = late.inPlace(label: "late left") { site in
        KernelOperator<Either<Left, Right>, Left>(
          id: site.id, context: site.context, kernel: .compactMap { $0.left })
      }
      results.builder.addSideStream(lateLeft.name, lefts, of: results)
    }
    if let lateRight {
      let rights: DataStream<Right> = late.inPlace(label: "late right") { site in
        KernelOperator<Either<Left, Right>, Right>(
          id: site.id, context: site.context, kernel: .compactMap { $0.right })
      }
      results.builder.addSideStream(lateRight.name, rights, of: results)
    }
    return results
  }
}
