import WeirCore

/// Keeps the first rows of each key in an order and says how they change.
///
/// A record that enters gives, in this order: the removal of the row that had to leave, then a put
/// for the record and for each row behind it, whose rank is another now. So a table by key and rank
/// and a table by the row's own key both end as they should.
public struct RunningTop<Key: FieldValue, Element: FieldValue, Row: FieldValue>:
  KeyedProcessFunction
{
  public typealias Input = Element
  public typealias Output = Change<Row>

  @usableFromInline let limit: Int
  /// Milliseconds; nil: for ever.
  @usableFromInline let retention: Int64?
  @usableFromInline let precedes: @Sendable (Element, Element) throws -> Bool
  @usableFromInline let makeRow: @Sendable (Element, Int) throws -> Row

  @inlinable public init(
    limit: Int, retention: Retention,
    precedes: @escaping @Sendable (Element, Element) throws -> Bool,
    makeRow: @escaping @Sendable (Element, Int) throws -> Row
  ) {
    self.limit = limit
    self.retention = retention.milliseconds
    self.precedes = precedes
    self.makeRow = makeRow
  }

  /// The first records of one key.
  public struct State: Record {
    @usableFromInline var top = TopRows<Element>()
    /// When the key is forgotten, if no record comes before; nil: never.
    @usableFromInline var expiry: EventTime?

    @inlinable public init() {}

    @inlinable public mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("top", &top)
      try field("expiry", &expiry)
    }
  }

  @inlinable public func process(
    _ record: Element, state: inout State?, context: KeyedContext<Key, Change<Row>>
  ) throws {
    var kept = state.take() ?? State()
    defer { state = kept }
    KeyExpiry.extend(&kept.expiry, retention, context)
    guard let entry = try kept.top.insert(record, limit: limit, precedes) else { return }
    if let evicted = entry.evicted { context.emit(.remove(try makeRow(evicted, limit))) }
    for place in entry.place..<kept.top.rows.count {
      context.emit(.put(try makeRow(kept.top.rows[place], place + 1)))
    }
  }

  @inlinable public func onTimer(
    _ timer: FiredTimer, state: inout State?, context: KeyedContext<Key, Change<Row>>
  ) {
    if KeyExpiry.isOver(state?.expiry, timer, context.timers) { state = nil }
  }
}

/// Forgetting keys that get no records any more, with one timer for each key.
@usableFromInline enum KeyExpiry {
  /// A record came: its key lives on.
  @inlinable static func extend<Key, Output>(
    _ expiry: inout EventTime?, _ retention: Int64?, _ context: KeyedContext<Key, Output>
  ) {
    guard let retention else { return }
    let next = context.time.advanced(byMilliseconds: retention)
    guard let current = expiry else {
      context.timers.register(at: next)
      expiry = next
      return
    }
    if next > current { expiry = next }
  }

  /// Whether the key's time is over; if not, its timer is set anew.
  @inlinable static func isOver(
    _ expiry: EventTime?, _ timer: FiredTimer, _ timers: Timers
  ) -> Bool {
    guard let expiry else { return false }
    if timer.time >= expiry { return true }
    timers.register(at: expiry)
    return false
  }
}
