import WeirCore

/// The sessions of one key: the first in place, so that the usual key with one open session needs
/// no further memory.
@usableFromInline struct SessionSet<Accumulator: FieldValue> {
  @usableFromInline var first: Session<Accumulator>
  /// Nil when there is no other, which is cheaper to ask than whether a list is empty.
  @usableFromInline var further: [Session<Accumulator>]?

  @inlinable init(first: Session<Accumulator>) { self.first = first }

  @inlinable var isAlone: Bool { further == nil }

  @inlinable var others: [Session<Accumulator>] {
    get { further ?? [] }
    set { further = newValue.isEmpty ? nil : newValue }
  }
}

/// One session: from its first record to its last plus the gap.
@usableFromInline struct Session<Accumulator: FieldValue> {
  @usableFromInline var start: Int64
  @usableFromInline var end: Int64
  /// Whether it has given its result for this end.
  @usableFromInline var hasFired = false
  /// When its entry in the timer queue comes up; never later than when it is due.
  @usableFromInline var timerAt: Int64
  @usableFromInline var accumulator: Accumulator

  @inlinable init(start: Int64, end: Int64, timerAt: Int64, accumulator: Accumulator) {
    self.start = start
    self.end = end
    self.timerAt = timerAt
    self.accumulator = accumulator
  }
}

/// The state of session windows.
///
/// Each session has one entry in the timer queue. Extending a session leaves its entry alone; when
/// the entry comes up too early it is put back at the session's new end, so a record costs no queue
/// operation.
public final class SessionWindowState<Key: FieldValue, Accumulator: FieldValue> {
  public let gap: Int64
  public let allowedLateness: Int64
  public let keyGroups: KeyGroupRange
  @usableFromInline let table: KeyedTable<Key, SessionSet<Accumulator>>
  @usableFromInline let timers: TimerQueue<Key>
  /// Behind a pointer, so that the record loop pays for no exclusivity checks.
  @usableFromInline let reached: UnsafeMutablePointer<Int64>
  public var lateCount: UInt64 = 0
  public var refiringCount: UInt64 = 0

  @inlinable
  public init(windows: SessionWindows, allowedLateness: Duration, keyGroups: KeyGroupRange) {
    gap = windows.gap
    self.allowedLateness = WindowInput.lateness(allowedLateness)
    self.keyGroups = keyGroups
    table = KeyedTable(keyGroups: keyGroups)
    timers = TimerQueue(keyGroupCount: keyGroups.keyGroupCount)
    reached = .allocate(capacity: 1)
    reached.initialize(to: .min)
  }

  deinit { reached.deallocate() }

  /// The operator's watermark.
  @inlinable public var watermark: Int64 {
    get { reached.pointee }
    set { reached.pointee = newValue }
  }

  @inlinable func isGone(end: Int64) -> Bool { end &- 1 &+ allowedLateness <= watermark }
}
