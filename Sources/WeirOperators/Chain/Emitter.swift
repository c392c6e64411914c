import WeirCore

/// Collects an operator's output records into batches.
public final class Emitter<Element: FieldValue> {
  /// Behind a pointer, so that a record pays for no exclusivity checks.
  @usableFromInline struct Storage {
    @usableFromInline var current: Batch<Element>
    /// Free of their type, so that a queue of them costs no look-up of it.
    @usableFromInline var full: [AnyBatch] = []
    @inlinable init(current: Batch<Element>) { self.current = current }
  }

  @usableFromInline let storage: UnsafeMutablePointer<Storage>
  private let pool: BatchPool<Element>

  public init(pool: BatchPool<Element> = BatchPool()) {
    self.pool = pool
    storage = .allocate(capacity: 1)
    storage.initialize(to: Storage(current: pool.take()))
  }

  deinit {
    storage.deinitialize(count: 1)
    storage.deallocate()
  }

  /// The batch being filled.
  @inlinable public var current: Batch<Element> { storage.pointee.current }

  /// Whether a loop should stop and let its output go before it makes more.
  @inlinable public var isFull: Bool { current.isFull || !storage.pointee.full.isEmpty }

  /// Room left in ``current``.
  @inlinable public var room: Int { current.capacity - current.count }

  /// Exchanges an empty current batch for one that holds at least `count` records.
  public func reserve(_ count: Int) {
    guard current.capacity < count else { return }
    retire()
    storage.pointee.current = pool.take(capacity: count)
  }

  /// Takes the place of the current batch, which must be empty, by a batch of the same type.
  public func replace(with batch: Batch<Element>) {
    retire()
    storage.pointee.current = batch
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
    storage.pointee.full.append(current)
    storage.pointee.current = pool.take()
  }

  private func retire() {
    if current.isEmpty { current.recycle() } else { storage.pointee.full.append(current) }
  }

  /// Hands over everything collected, in order.
  public func drain(_ body: (Batch<Element>) throws -> Void) rethrows {
    if !storage.pointee.full.isEmpty {
      let batches = storage.pointee.full
      storage.pointee.full = []
      for batch in batches { try body(unsafeDowncast(batch, to: Batch<Element>.self)) }
    }
    guard !current.isEmpty else { return }
    let batch = current
    storage.pointee.current = pool.take()
    try body(batch)
  }
}
