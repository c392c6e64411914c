/// A batch whose record type is not known here: what channels, gates and routers pass on.
///
/// Exactly one owner holds a batch at a time. Ownership moves with the reference, and the last
/// owner calls ``recycle()``; that is why a mutable class may cross from task to task.
open class AnyBatch: @unchecked Sendable {
  /// Index of the first record that is not consumed yet.
  public final var head = 0
  /// One past the last record.
  public final var count = 0
  /// How many records fit.
  public final let capacity: Int
  /// Whether every record has an event time in ``times``.
  public final var hasEventTimes = false
  /// Which split of the source the records come from; 0 in streams without splits, -1 when that was
  /// forgotten, for records that waited in a checkpoint.
  public final var split: Int32 = 0
  /// Event times beside the values; room for ``timesCapacity``.
  @usableFromInline final var timesStorage: UnsafeMutablePointer<EventTime>?
  @usableFromInline final var timesCapacity = 0

  @inlinable public init(capacity: Int) { self.capacity = capacity }

  deinit { timesStorage?.deallocate() }

  /// Records not consumed yet.
  @inlinable public final var remaining: Int { count &- head }
  @inlinable public final var isEmpty: Bool { head == count }
  @inlinable public final var isFull: Bool { count == capacity }

  /// The event times, allocated on first use. The pointer moves when times are exchanged.
  @inlinable public final func makeTimes() -> UnsafeMutablePointer<EventTime> {
    if let timesStorage, timesCapacity >= capacity { return timesStorage }
    return growTimes()
  }

  @inlinable @inline(never) final func growTimes() -> UnsafeMutablePointer<EventTime> {
    let grown = UnsafeMutablePointer<EventTime>.allocate(capacity: capacity)
    if let timesStorage {
      grown.update(from: timesStorage, count: min(timesCapacity, capacity))
      timesStorage.deallocate()
    }
    timesStorage = grown
    timesCapacity = capacity
    return grown
  }

  /// The event times of a batch that has them.
  @inlinable public final var times: UnsafeMutablePointer<EventTime>? {
    hasEventTimes ? timesStorage : nil
  }

  /// Takes over the event times and the split of `other`, whose records became this batch's one by
  /// one. Without copying: the two batches exchange their time storage.
  @inlinable public final func adoptTimes(of other: AnyBatch) {
    swap(&timesStorage, &other.timesStorage)
    swap(&timesCapacity, &other.timesCapacity)
    hasEventTimes = other.hasEventTimes
    split = other.split
  }

  /// Destroys what is left and hands the memory back for reuse.
  open func recycle() {}

  /// A second batch with the same records, for fan-out.
  open func copy() -> AnyBatch { preconditionFailure("AnyBatch is never instantiated itself") }

  /// Writes the records not consumed yet, with their event times, for a snapshot of pending work.
  open func encodeRemaining(to buffer: ByteBuffer) throws {
    preconditionFailure("AnyBatch is never instantiated itself")
  }
}
