import WeirCore

/// A hash table from keys to values in place, made for state: values are updated by pointer.
///
/// Open addressing with linear probing (Knuth, TAOCP vol. 3, 6.4 algorithm L and R for deletion). A
/// key's place is its stable hash scaled to the table, so the table is laid out in the order of
/// hashes and a key group is a contiguous stretch. One byte per slot holds seven bits of the hash,
/// so that most mismatches are told apart without looking at the key; the first bytes stand once more
/// behind the last, so that eight can be looked at from anywhere.
///
/// Pointers to values are valid until the next insertion or removal.
public final class KeyedTable<Key: FieldValue, Value> {
  @usableFromInline struct Slot {
    @usableFromInline var key: Key
    @usableFromInline var value: Value
    @inlinable init(key: Key, value: Value) {
      self.key = key
      self.value = value
    }
  }

  /// Behind a pointer, so that the record loop pays for no exclusivity checks.
  @usableFromInline struct Storage {
    @usableFromInline var tags: UnsafeMutablePointer<UInt8>
    @usableFromInline var slots: UnsafeMutablePointer<Slot>
    @usableFromInline var mask: Int
    @usableFromInline var count: Int
    /// The table grows beyond so many keys.
    @usableFromInline var limit: Int
    /// Smallest hash of the subtask's key groups.
    @usableFromInline var lowestHash: UInt64
    /// Slots per unit of hash, times 2^64.
    @usableFromInline var scale: UInt64
    @inlinable init(
      tags: UnsafeMutablePointer<UInt8>, slots: UnsafeMutablePointer<Slot>, mask: Int, limit: Int,
      lowestHash: UInt64, scale: UInt64
    ) {
      self.tags = tags
      self.slots = slots
      self.mask = mask
      count = 0
      self.limit = limit
      self.lowestHash = lowestHash
      self.scale = scale
    }

    @inlinable func deallocate() {
      tags.deallocate()
      slots.deallocate()
    }
  }

  @usableFromInline let storage: UnsafeMutablePointer<Storage>
  /// The keys that may be in the table.
  public let keyGroups: KeyGroupRange

  @inlinable public init(keyGroups: KeyGroupRange, minimumCapacity: Int = 64) {
    self.keyGroups = keyGroups
    storage = .allocate(capacity: 1)
    let capacity = Self.capacity(for: minimumCapacity)
    storage.initialize(to: Self.makeStorage(capacity: capacity, keyGroups: keyGroups))
  }

  deinit {
    destroySlots()
    storage.pointee.deallocate()
    storage.deallocate()
  }

  @inlinable static func makeStorage(capacity: Int, keyGroups: KeyGroupRange) -> Storage {
    let tags: UnsafeMutablePointer<UInt8> = LargeMemory.allocate(
      capacity: capacity &+ TagWord.overhang)
    tags.initialize(repeating: 0, count: capacity &+ TagWord.overhang)
    let (lowest, width) = HashRange.bounds(of: keyGroups)
    return Storage(
      tags: tags, slots: LargeMemory.allocate(capacity: capacity), mask: capacity &- 1,
      limit: capacity &* 5 / 8, lowestHash: lowest,
      scale: HashRange.scale(capacity: capacity, width: width))
  }

  /// How many keys there are.
  @inlinable public var count: Int { storage.pointee.count }
  @inlinable public var isEmpty: Bool { storage.pointee.count == 0 }
  /// How many slots there are; ``nextOccupied(from:)`` walks over them.
  @inlinable public var slotCount: Int { storage.pointee.mask &+ 1 }

  @inlinable @inline(__always)
  static func tag(_ hash: UInt64) -> UInt8 { UInt8(truncatingIfNeeded: hash) | 0x80 }

  @inlinable @inline(__always)
  static func home(_ hash: UInt64, _ storage: UnsafeMutablePointer<Storage>) -> Int {
    let distance = hash &- storage.pointee.lowestHash
    let place = distance.multipliedFullWidth(by: storage.pointee.scale).high
    return Int(truncatingIfNeeded: place) & storage.pointee.mask
  }

  /// The value of a key, or nil.
  @inlinable @inline(__always)
  public func find(_ key: Key, hash: UInt64) -> UnsafeMutablePointer<Value>? {
    let place = place(of: key, hash: hash)
    return place.isTaken ? value(at: place.slot) : nil
  }

  /// The value of a key, put there first when the key is new.
  @inlinable @inline(__always)
  public func findOrInsert(
    _ key: Key, hash: UInt64, _ makeValue: () throws -> Value
  ) rethrows -> UnsafeMutablePointer<Value> {
    let place = place(of: key, hash: hash)
    if place.isTaken { return value(at: place.slot) }
    return insert(key, hash: hash, value: try makeValue(), at: place.slot)
  }

  @inlinable @inline(never)
  func insert(
    _ key: Key, hash: UInt64, value: Value, at free: Int
  ) -> UnsafeMutablePointer<Value> {
    var index = free
    if storage.pointee.count == storage.pointee.limit {
      grow()
      index = Self.home(hash, storage)
      while storage.pointee.tags[index] != 0 { index = (index &+ 1) & storage.pointee.mask }
    }
    let slot = storage.pointee.slots + index
    slot.initialize(to: Slot(key: key, value: value))
    setTag(Self.tag(hash), at: index)
    storage.pointee.count &+= 1
    return Self.value(slot)
  }

  @inlinable @inline(__always)
  static func value(_ slot: UnsafeMutablePointer<Slot>) -> UnsafeMutablePointer<Value> {
    let offset = MemoryLayout<Slot>.offset(of: \Slot.value).unsafelyUnwrapped
    return UnsafeMutableRawPointer(slot).advanced(by: offset).assumingMemoryBound(to: Value.self)
  }

  @inlinable @inline(never) func grow() { resize(to: (storage.pointee.mask &+ 1) &* 2) }

  /// Makes room for so many more keys at once.
  ///
  /// Keys that come in the order of another table's slots come in the order of their hashes, and
  /// would crowd the start of a table that grows as they come: each would be looked for along all.
  @inlinable public func reserve(_ additionalCount: Int) {
    let wanted = storage.pointee.count &+ max(0, additionalCount)
    let capacity = Self.capacity(for: wanted)
    if capacity > storage.pointee.mask &+ 1 { resize(to: capacity) }
  }

  /// Gives back what was reserved for keys that did not come.
  @inlinable public func shrink() {
    let capacity = Self.capacity(for: storage.pointee.count)
    if capacity < storage.pointee.mask &+ 1 { resize(to: capacity) }
  }

  /// The least capacity whose limit is `count`.
  @inlinable static func capacity(for count: Int) -> Int {
    var capacity = 64
    while capacity &* 5 / 8 < count { capacity &*= 2 }
    return capacity
  }

  @inlinable @inline(never) func resize(to capacity: Int) {
    let old = storage.pointee
    let oldCapacity = old.mask &+ 1
    storage.pointee = Self.makeStorage(capacity: capacity, keyGroups: keyGroups)
    storage.pointee.count = old.count
    var released = 0
    for first in stride(from: 0, to: oldCapacity, by: Self.releaseInterval) {
      let end = min(oldCapacity, first &+ Self.releaseInterval)
      for index in first..<end where old.tags[index] != 0 {
        let hash = (old.slots + index).pointee.key.stableHash
        var target = Self.home(hash, storage)
        while storage.pointee.tags[target] != 0 { target = (target &+ 1) & storage.pointee.mask }
        (storage.pointee.slots + target).moveInitialize(from: old.slots + index, count: 1)
        setTag(old.tags[index], at: target)
      }
      // A table that grows is never there twice.
      LargeMemory.discard(
        old.slots, byteCount: oldCapacity &* MemoryLayout<Slot>.stride, from: &released,
        to: end &* MemoryLayout<Slot>.stride)
    }
    old.deallocate()
  }

  /// So many slots are moved before their memory is given back.
  @inlinable static var releaseInterval: Int { 1 << 15 }

  /// Removes a key; false when it is not there.
  @inlinable @discardableResult
  public func remove(_ key: Key, hash: UInt64) -> Bool {
    let place = place(of: key, hash: hash)
    if place.isTaken { removeSlot(place.slot) }
    return place.isTaken
  }

  /// Removes the key whose value is at a pointer of this table.
  @inlinable @inline(__always) func remove(holding value: UnsafeMutablePointer<Value>) {
    let distance = UnsafeRawPointer(value) - UnsafeRawPointer(storage.pointee.slots)
    removeSlot(distance / MemoryLayout<Slot>.stride)
  }

  /// Empties a slot and moves later ones of the same run back, so that no run is interrupted.
  @inlinable @inline(never) func removeSlot(_ removed: Int) {
    let (tags, slots, mask) = (
      storage.pointee.tags, storage.pointee.slots, storage.pointee.mask
    )
    (slots + removed).deinitialize(count: 1)
    storage.pointee.count &-= 1
    var hole = removed
    var index = removed
    while true {
      index = (index &+ 1) & mask
      guard tags[index] != 0 else { break }
      let home = Self.home((slots + index).pointee.key.stableHash, storage)
      // Stays if its home lies cyclically between the hole (excluded) and where it is.
      let stays = hole <= index ? (hole < home && home <= index) : (hole < home || home <= index)
      if stays { continue }
      (slots + hole).moveInitialize(from: slots + index, count: 1)
      setTag(tags[index], at: hole)
      hole = index
    }
    setTag(0, at: hole)
  }

  /// Removes all keys and keeps the memory.
  @inlinable public func removeAll() {
    destroySlots()
    storage.pointee.tags.update(repeating: 0, count: slotCount &+ TagWord.overhang)
    storage.pointee.count = 0
  }

  @inlinable func destroySlots() {
    guard !_isPOD(Slot.self), storage.pointee.count > 0 else { return }
    for index in 0..<slotCount where storage.pointee.tags[index] != 0 {
      (storage.pointee.slots + index).deinitialize(count: 1)
    }
  }

  /// The first occupied slot at or after `index`, or ``slotCount``.
  @inlinable @inline(__always) public func nextOccupied(from index: Int) -> Int {
    let end = slotCount
    let tags = storage.pointee.tags
    var index = index
    while index < end {
      let taken = TagWord(tags, index).taken
      if taken != 0 { return min(index &+ TagWord.first(of: taken), end) }
      index &+= TagWord.width
    }
    return end
  }

  /// The key in an occupied slot.
  @inlinable @inline(__always) public func key(at slot: Int) -> Key {
    (storage.pointee.slots + slot).pointee.key
  }

  /// The value in an occupied slot.
  @inlinable @inline(__always) public func value(at slot: Int) -> UnsafeMutablePointer<Value> {
    Self.value(storage.pointee.slots + slot)
  }
}
