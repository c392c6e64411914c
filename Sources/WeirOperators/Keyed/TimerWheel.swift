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

  /// A place of the pool: an entry unless it is free, and the next of its list.
  @usableFromInline struct Place {
    @usableFromInline var entry: Entry
    @usableFromInline var next: Int
    @inlinable init(entry: Entry, next: Int) {
      self.entry = entry
      self.next = next
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
  @usableFromInline var pool: UnsafeMutablePointer<Place>
  @usableFromInline var capacity: Int
  /// The list of free entries.
  @usableFromInline var free: Int

  @inlinable init() {
    occupied = .allocate(capacity: Self.levelCount)
    occupied.initialize(repeating: 0, count: Self.levelCount)
    slots = .allocate(capacity: Self.levelCount << Self.digitBits)
    pool = .allocate(capacity: 0)
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
    pool.deallocate()
  }

  /// The time of the first timer.
  @inlinable var first: Int64? { levels == 0 ? nil : slots[firstPlace].leastTime }

  /// The key of one of the timers; there must be one.
  @inlinable var anyKey: Key { pool[slots[firstPlace].head].entry.key }

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
    free = pool[index].next
    let time = entry.time
    (pool + index).initialize(to: Place(entry: entry, next: Self.none))
    link(index, time)
  }

  @inlinable @inline(__always) mutating func link(_ index: Int, _ time: Int64) {
    let place = place(of: time)
    let level = place >> Self.digitBits
    let bit: UInt64 = 1 << UInt64(truncatingIfNeeded: place & 63)
    if occupied[level] & bit == 0 {
      occupied[level] |= bit
      levels |= 1 << UInt64(truncatingIfNeeded: level)
      pool[index].next = Self.none
      slots[place] = Slot(head: index, leastTime: time)
    } else {
      pool[index].next = slots[place].head
      slots[place].head = index
      if time < slots[place].leastTime { slots[place].leastTime = time }
    }
  }

  /// Goes on to the time of the first timer and takes that out, when no other is near; nil when
  /// there may be several of that time. There must be one.
  @inlinable @inline(__always) mutating func takeSingle() -> Entry? {
    let place = firstPlace
    let index = slots[place].head
    guard pool[index].next == Self.none else { return nil }
    clear(place)
    now = slots[place].leastTime
    return release(index)
  }

  @inlinable @inline(__always) mutating func clear(_ place: Int) {
    let level = place >> Self.digitBits
    occupied[level] &= ~(1 << UInt64(truncatingIfNeeded: place & 63))
    if occupied[level] == 0 { levels &= ~(1 << UInt64(truncatingIfNeeded: level)) }
  }

  /// Goes on to the time of the first timer, and hands over all timers of that time in no order;
  /// there must be one.
  @inlinable mutating func turn(_ take: (consuming Entry) -> Void) {
    let place = firstPlace
    clear(place)
    now = slots[place].leastTime
    var index = slots[place].head
    while index != Self.none {
      let next = pool[index].next
      let time = pool[index].entry.time
      if time == now {
        take(release(index))
      } else {
        link(index, time)
      }
      index = next
    }
  }

  /// Makes room when no entry is free.
  @inlinable @inline(never) mutating func grow() {
    let larger = max(16, capacity * 2)
    let newPool = UnsafeMutablePointer<Place>.allocate(capacity: larger)
    // None is free, so all are entries.
    newPool.moveInitialize(from: pool, count: capacity)
    for index in capacity..<larger { newPool[index].next = index + 1 }
    newPool[larger - 1].next = Self.none
    free = capacity
    pool.deallocate()
    (pool, capacity) = (newPool, larger)
  }

  /// Takes an entry out of the pool.
  @inlinable @inline(__always) mutating func release(_ index: Int) -> Entry {
    let entry = (pool + index).move().entry
    pool[index].next = free
    free = index
    return entry
  }
}
