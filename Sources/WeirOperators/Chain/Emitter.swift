import WeirCore

/// Collects an operator's output records into batches.
public final class Emitter<Element: FieldValue> {
  /// The batch being filled.
  @exclusivity(unchecked) public private(set) var current: Batch<Element>
  /// Free of their type, so that a queue of them costs no look-up of it.
  @exclusivity(unchecked) @usableFromInline private(set) var full: [AnyBatch] = []
  private let pool: BatchPool<Element>

  public init(pool: BatchPool<Element> = BatchPool()) {
    self.pool = pool
    current = pool.take()
  }

  /// Whether a loop should stop and let its output go before it makes more.
  @inlinable public var isFull: Bool { current.isFull || !full.isEmpty }

  /// Room left in ``current``.
  @inlinable public var room: Int { current.capacity - current.count }

  /// Exchanges an empty current batch for one that holds at least `count` records.
  public func reserve(_ count: Int) {
    guard current.capacity < count else { return }
    retire()
    current = pool.take(capacity: count)
  }

  /// Takes the place of the current batch, which must be empty, by a batch of the same type.
  public func replace(with batch: Batch<Element>) {
    retire()
    current = batch
  }

  /// Appends a record; a full batch is put aside, and one whose records have event times.
  @inlinable public func append(_ element: consuming Element) {
    if current.isFull || (current.hasEventTimes && !current.isEmpty) { setAside() }
    current.append(element)
  }

  /// Appends a record with its event time; a full batch is put aside, and one whose records have
  /// none.
  @inlinable public func append(_ element: consuming Element, at time: EventTime) {
    if current.isFull || (!current.hasEventTimes && !current.isEmpty) { setAside() }
    current.append(element, at: time)
  }

  /// Puts the current batch aside and begins a new one.
  public func setAside() {
    full.append(current)
    current = pool.take()
  }

  private func retire() {
    if current.isEmpty { current.recycle() } else { full.append(current) }
  }

  /// Hands over everything collected, in order.
  public func drain(_ body: (Batch<Element>) throws -> Void) rethrows {
    if !full.isEmpty {
      let batches = full
      full = []
      for batch in batches { try body(unsafeDowncast(batch, to: Batch<Element>.self)) }
    }
    guard !current.isEmpty else { return }
    let batch = current
    current = pool.take()
    try body(batch)
  }
}
