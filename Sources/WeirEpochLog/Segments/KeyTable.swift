import Glibc
import WeirCore

/// Finds the latest change of a key in a page: open addressing with linear probing over the bytes
/// of the keys.
struct KeyTable {
  /// The place of a change, or -1.
  private var slots: [Int32]
  /// The hash of the key of each change.
  private var hashes: [UInt64] = []
  private var keyCount = 0

  init(capacity: Int) {
    var size = 16
    while size < capacity * 2 { size *= 2 }
    slots = [Int32](repeating: -1, count: size)
    hashes.reserveCapacity(capacity)
  }

  /// Notes the last of `changes`; returns the place of its key's change before, or -1.
  mutating func replace(with index: Int32, in changes: [LoggedChange]) -> Int32 {
    let key = changes[Int(index)].key
    let hash = StableHash.hash(key)
    hashes.append(hash)
    if keyCount * 2 >= slots.count { grow() }
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] >= 0 {
      let other = slots[slot]
      if hashes[Int(other)] == hash, Self.areEqual(changes[Int(other)].key, key) {
        slots[slot] = index
        return other
      }
      slot = (slot + 1) & mask
    }
    slots[slot] = index
    keyCount += 1
    return -1
  }

  /// The last change of a key, or -1.
  func last(of key: UnsafeRawBufferPointer, in changes: [LoggedChange]) -> Int32 {
    let hash = StableHash.hash(key)
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] >= 0 {
      let other = slots[slot]
      if hashes[Int(other)] == hash, Self.areEqual(changes[Int(other)].key, key) { return other }
      slot = (slot + 1) & mask
    }
    return -1
  }

  private static func areEqual(
    _ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer
  ) -> Bool {
    guard left.count == right.count else { return false }
    guard let first = left.baseAddress, let second = right.baseAddress else { return true }
    return memcmp(first, second, left.count) == 0
  }

  /// The order of keys by their bytes.
  static func precedes(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
    let common = min(left.count, right.count)
    guard common > 0, let first = left.baseAddress, let second = right.baseAddress else {
      return left.count < right.count
    }
    let order = memcmp(first, second, common)
    return order == 0 ? left.count < right.count : order < 0
  }

  private mutating func grow() {
    let old = slots
    slots = [Int32](repeating: -1, count: old.count * 2)
    let mask = slots.count - 1
    for index in old where index >= 0 {
      var slot = Int(truncatingIfNeeded: hashes[Int(index)]) & mask
      while slots[slot] >= 0 { slot = (slot + 1) & mask }
      slots[slot] = index
    }
  }
}
