import WeirCore

/// Timers that are to come, found by their time.
///
/// A wheel of wheels (Varghese and Lauck, "Hashed and hierarchical timing wheels", 1987). A time is
/// eleven digits of six bits. A timer lies on the level of its highest digit that differs from the
/// present moment's, in the slot of that digit. So everything on a lower level comes before
/// everything on a higher one, and each slot before the next. When a slot's turn has come, its
/// timers move to lower levels. A timer thus costs a few steps however many there are.
///
/// Each slot is a list through one pool of entries.
@usableFromInline struct TimerWheel<Key: FieldValue> {
  @usableFromInline typealias Entry = TimerEntry<Key>

  /// The timers of one digit; without meaning unless the slot is marked as occupied.
  @usableFromInline struct Slot {
    /// Where in the pool the list begins.
    @usableFromInline var head: Int
    @usableFromInline var leastTime: Int64
    @inlinable init(head: Int, leastTime: Int64) {
      self.head = head
      self.leastTime = leastTime
    }
  }

  @usableFromInline static var levelCount: Int { 11 }
  @usableFromInline static var digitBits: Int { 6 }
  @usableFromInline static var none: Int { -1 }

  /// All timers are later.
  @usableFromInline var now = Int64.min
  /// A bit for each level that has timers.
  @usableFromInline var levels: UInt64 = 0
  /// For each level a bit for each slot that has timers.
  @usableFromInline let occupied: UnsafeMutablePointer<UInt64>
  @usableFromInline let slots: UnsafeMutablePointer<Slot>
  /// Entries that are not free, and for each the next of its list.
  @usableFromInline var entries: UnsafeMutablePointer<Entry>
  @usableFromInline var nexts: UnsafeMutablePointer<Int>
  @usableFromInline var capacity: Int
  /// The list of free entries.
  @usableFromInline var free: Int

  @inlinable init() {
    occupied = .allocate(capacity: Self.levelCount)
    occupied.initialize(repeating: 0, count: Self.levelCount)
    slots = .allocate(capacity: Self.levelCount << Self.digitBits)
    entries = .allocate(capacity: 0)
    nexts = .allocate(capacity: 0)
    capacity = 0
    free = Self.none
  }

  /// Gives all memory back; the wheel must not be used any more.
  @inlinable func destroy() {
    if !_isPOD(Entry.self) {
      var wheel = self
      while wheel.first != nil { wheel.turn { _ in } }
    }
    occupied.deallocate()
    slots.deallocate()
    entries.deallocate()
    nexts.deallocate()
  }

  /// The time of the first timer.
  @inlinable var first: Int64? { levels == 0 ? nil : slots[firstPlace].leastTime }

  /// The key of one of the timers; there must be one.
  @inlinable var anyKey: Key { entries[slots[firstPlace].head].key }

  @inlinable var firstPlace: Int {
    let level = levels.trailingZeroBitCount
    return level << Self.digitBits | occupied[level].trailingZeroBitCount
  }

  /// Level and slot of a time after ``now``.
  @inlinable @inline(__always) func place(of time: Int64) -> Int {
    let difference = UInt64(bitPattern: time ^ now)
    let level = (63 &- difference.leadingZeroBitCount) / Self.digitBits
    let ordered = UInt64(bitPattern: time) ^ (1 << 63)
    let digit = ordered >> UInt64(truncatingIfNeeded: level &* Self.digitBits) & 63
    return level << Self.digitBits | Int(truncatingIfNeeded: digit)
  }

  /// Takes up a timer after ``now``.
  @inlinable mutating func insert(_ entry: consuming Entry) {
    if free == Self.none { grow() }
    let index = free
    free = nexts[index]
    let time = entry.time
    (entries + index).initialize(to: entry)
    link(index, time)
  }

  @inlinable @inline(__always) mutating func link(_ index: Int, _ time: Int64) {
    let place = place(of: time)
    let level = place >> Self.digitBits
    let bit: UInt64 = 1 << UInt64(truncatingIfNeeded: place & 63)
    if occupied[level] & bit == 0 {
      occupied[level] |= bit
      levels |= 1 << UInt64(truncatingIfNeeded: level)
      nexts[index] = Self.none
      slots[place] = Slot(head: index, leastTime: time)
    } else {
      nexts[index] = slots[place].head
      slots[place].head = index
      if time < slots[place].leastTime { slots[place].leastTime = time }
    }
  }

  /// Goes on to the time of the first timer, and hands over all timers of that time in no order;
  /// there must be one.
  @inlinable mutating func turn(_ take: (consuming Entry) -> Void) {
    let place = firstPlace
    let level = place >> Self.digitBits
    occupied[level] &= ~(1 << UInt64(truncatingIfNeeded: place & 63))
    if occupied[level] == 0 { levels &= ~(1 << UInt64(truncatingIfNeeded: level)) }
    now = slots[place].leastTime
    var index = slots[place].head
    while index != Self.none {
      let next = nexts[index]
      let time = entries[index].time
      if time == now {
        take((entries + index).move())
        nexts[index] = free
        free = index
      } else {
        link(index, time)
      }
      index = next
    }
  }

  /// Makes room when no entry is free.
  @inlinable @inline(never) mutating func grow() {
    let larger = max(16, capacity * 2)
    let newEntries = UnsafeMutablePointer<Entry>.allocate(capacity: larger)
    let newNexts = UnsafeMutablePointer<Int>.allocate(capacity: larger)
    newEntries.moveInitialize(from: entries, count: capacity)
    newNexts.initialize(from: nexts, count: capacity)
    for index in capacity..<larger { (newNexts + index).initialize(to: index + 1) }
    newNexts[larger - 1] = Self.none
    free = capacity
    entries.deallocate()
    nexts.deallocate()
    (entries, nexts, capacity) = (newEntries, newNexts, larger)
  }
}
