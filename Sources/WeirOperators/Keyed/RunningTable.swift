import WeirCore

/// Keeps a row of each key's aggregate so far and says how it changes.
///
/// A row that is as before gives nothing; no row where there was one gives the removal of that.
public struct RunningTable<Key: FieldValue, Aggregate: AggregateFunction, Row: FieldValue>:
  KeyedProcessFunction
{
  public typealias Input = Aggregate.Input
  public typealias Output = Change<Row>

  @usableFromInline let aggregate: Aggregate
  /// Milliseconds; nil: for ever.
  @usableFromInline let retention: Int64?
  @usableFromInline let makeRow: @Sendable (Key, Aggregate.Output) throws -> Row?

  @inlinable public init(
    aggregate: Aggregate, retention: Retention,
    makeRow: @escaping @Sendable (Key, Aggregate.Output) throws -> Row?
  ) {
    self.aggregate = aggregate
    self.retention = retention.milliseconds
    self.makeRow = makeRow
  }

  /// What is kept of one key.
  public struct State: Record {
    @usableFromInline var accumulator: Aggregate.Accumulator?
    /// The row that holds, as it was given out.
    @usableFromInline var row: Row?
    /// When the key is forgotten, if no record comes before; nil: never.
    @usableFromInline var expiry: EventTime?

    @inlinable public init() {}

    @inlinable public mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("accumulator", &accumulator)
      try field("row", &row)
      try field("expiry", &expiry)
    }
  }

  @inlinable public func process(
    _ record: Aggregate.Input, state: inout State?, context: KeyedContext<Key, Change<Row>>
  ) throws {
    var kept = state.take() ?? State()
    defer { state = kept }
    KeyExpiry.extend(&kept.expiry, retention, context)
    var accumulator = kept.accumulator.take() ?? aggregate.makeAccumulator()
    try aggregate.add(record, to: &accumulator)
    let row = try makeRow(context.key, try aggregate.result(of: accumulator))
    kept.accumulator = accumulator
    switch (kept.row, row) {
    case (let old?, let new?) where Row.isSameKey(old, new): return
    case (_, let new?): context.emit(.put(new))
    case (let old?, nil): context.emit(.remove(old))
    case (nil, nil): return
    }
    kept.row = row
  }

  @inlinable public func onTimer(
    _ timer: FiredTimer, state: inout State?, context: KeyedContext<Key, Change<Row>>
  ) {
    if KeyExpiry.isOver(state?.expiry, timer, context.timers) { state = nil }
  }
}
