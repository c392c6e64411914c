import WeirCore

/// What a join keeps for one key.
public protocol JoinEntry {
  /// Whether nothing is left that must be kept.
  var isEmpty: Bool { get }
  /// When the key's entry in the timer queue comes up; `Int64.max` without one.
  var timerAt: Int64 { get set }
}

/// The state of a join: an entry for each key, and for each key at most one valid entry in a queue
/// that says when time next frees or decides something of it.
///
/// Invariant: a key's entry in the queue comes up no later than its deadline. An entry that comes
/// up too early is put back at the deadline, so a record that moves the deadline on costs no queue
/// operation.
public final class JoinState<Key: FieldValue, Entry: JoinEntry> {
  public let keyGroups: KeyGroupRange
  @usableFromInline let table: KeyedTable<Key, Entry>
  @usableFromInline let timers: TimerQueue<Key>
  /// Behind a pointer, so that the record loop pays for no exclusivity checks.
  @usableFromInline let reached: UnsafeMutablePointer<Int64>
  /// Records of each side that came too late to take part.
  public var lateLeftCount: UInt64 = 0
  public var lateRightCount: UInt64 = 0
  /// When the watermark next frees or decides something of a key; `Int64.max`: never.
  @usableFromInline let deadline: (Entry) -> Int64

  @inlinable public init(keyGroups: KeyGroupRange, deadline: @escaping (Entry) -> Int64) {
    self.keyGroups = keyGroups
    self.deadline = deadline
    table = KeyedTable(keyGroups: keyGroups)
    timers = TimerQueue(keyGroupCount: keyGroups.keyGroupCount)
    reached = .allocate(capacity: 1)
    reached.initialize(to: .min)
  }

  deinit { reached.deallocate() }

  /// The operator's watermark in milliseconds.
  @inlinable public var watermark: Int64 {
    get { reached.pointee }
    set { reached.pointee = newValue }
  }

  /// How many keys have something kept.
  public var keyCount: Int { table.count }

  /// Sees to it that the queue calls no later than at `deadline`.
  @inlinable @inline(__always)
  func schedule(_ deadline: Int64, _ entry: inout Entry, _ key: Key, _ hash: UInt64) {
    guard deadline < entry.timerAt else { return }
    entry.timerAt = deadline
    timers.insert(time: deadline, hash: hash, key: key)
  }

  /// Takes the watermark and settles what is due, key by key in the order of deadlines.
  /// - Parameter settle: frees and gives what the watermark decides of a key; false when the
  ///   emitter was full before it was done.
  /// - Returns: whether all is done; called again with the same watermark until then.
  @inlinable @inline(__always)
  func advance<Output>(
    to watermark: EventTime, _ emitter: Emitter<Output>,
    settle: (inout Entry) throws -> Bool
  ) throws -> Bool {
    self.watermark = max(self.watermark, watermark.milliseconds)
    while let next = timers.first, next <= self.watermark {
      guard !emitter.isFull else { return false }
      let timer = timers.removeFirst()
      guard let entry = table.find(timer.key, hash: timer.hash),
        entry.pointee.timerAt == timer.time
      else { continue }
      entry.pointee.timerAt = .max
      let isDone = try settle(&entry.pointee)
      if entry.pointee.isEmpty {
        table.remove(timer.key, hash: timer.hash)
      } else {
        schedule(deadline(entry.pointee), &entry.pointee, timer.key, timer.hash)
      }
      guard isDone else { return false }
    }
    return true
  }

  /// Takes up the watermark that restored entries were written at, and when time next frees or
  /// decides something of each.
  @inlinable func resume(at reached: EventTime) {
    watermark = reached.milliseconds
    var slot = table.nextOccupied(from: 0)
    while slot < table.slotCount {
      let entry = table.value(at: slot)
      let key = table.key(at: slot)
      entry.pointee.timerAt = .max
      schedule(deadline(entry.pointee), &entry.pointee, key, key.stableHash)
      slot = table.nextOccupied(from: slot &+ 1)
    }
  }
}

extension JoinState where Entry: FieldValue {
  @inlinable func snapshot() throws -> [(name: String, bytes: ByteBuffer)] {
    try KeyedStateSection.encode(table, watermark: EventTime(milliseconds: watermark))
  }

  /// Takes up the keys of this state's key groups from sections that had reached one watermark.
  @inlinable func restore(_ sections: [RestoredSection]) throws -> EventTime {
    let reached = try KeyedStateSection.decode(sections, into: table)
    resume(at: reached)
    return reached
  }
}
