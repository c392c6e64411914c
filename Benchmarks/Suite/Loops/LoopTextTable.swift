/// The hash table of the hand-written loops over texts: as ``LoopTable``, with the hashes kept so
/// that texts are compared only when they are equal.
final class LoopTextTable<Key: LoopKey, Value> {
  private var hashes: UnsafeMutablePointer<UInt64>
  private var keys: UnsafeMutablePointer<Key>
  private var values: UnsafeMutablePointer<Value>
  private var capacity: Int
  private var count = 0
  private let empty: Value

  init(empty: Value, capacity: Int = 2048) {
    self.empty = empty
    self.capacity = capacity
    hashes = .allocate(capacity: capacity)
    hashes.initialize(repeating: 0, count: capacity)
    keys = .allocate(capacity: capacity)
    keys.initialize(repeating: Key(), count: capacity)
    values = .allocate(capacity: capacity)
    values.initialize(repeating: empty, count: capacity)
  }

  deinit {
    hashes.deallocate()
    keys.deinitialize(count: capacity)
    keys.deallocate()
    values.deinitialize(count: capacity)
    values.deallocate()
  }

  /// Where the value of a key is; a key that was not there has the empty value.
  @inline(__always) func slot(of key: Key) -> UnsafeMutablePointer<Value> {
    let hash = key.loopHash
    var index = Int(truncatingIfNeeded: hash >> 20) & (capacity &- 1)
    while hashes[index] != 0 {
      if hashes[index] == hash, keys[index] == key { return values + index }
      index = (index &+ 1) & (capacity &- 1)
    }
    return insert(key, hash: hash, at: index)
  }

  /// Where the value of a key is; nil for a key that is not there.
  @inline(__always) func find(_ key: Key) -> UnsafeMutablePointer<Value>? {
    let hash = key.loopHash
    var index = Int(truncatingIfNeeded: hash >> 20) & (capacity &- 1)
    while hashes[index] != 0 {
      if hashes[index] == hash, keys[index] == key { return values + index }
      index = (index &+ 1) & (capacity &- 1)
    }
    return nil
  }

  private func insert(_ key: Key, hash: UInt64, at index: Int) -> UnsafeMutablePointer<Value> {
    if count &* 2 >= capacity {
      grow()
      return slot(of: key)
    }
    count &+= 1
    hashes[index] = hash
    keys[index] = key
    return values + index
  }

  private func grow() {
    let larger = LoopTextTable(empty: empty, capacity: capacity * 2)
    forEach { key, value in larger.slot(of: key).pointee = value }
    swap(&hashes, &larger.hashes)
    swap(&keys, &larger.keys)
    swap(&values, &larger.values)
    swap(&capacity, &larger.capacity)
  }

  @inline(__always) func forEach(_ body: (Key, Value) -> Void) {
    for index in 0..<capacity where hashes[index] != 0 { body(keys[index], values[index]) }
  }

  /// Forgets all keys and keeps the memory.
  func removeAll() {
    for index in 0..<capacity where hashes[index] != 0 {
      hashes[index] = 0
      values[index] = empty
    }
    count = 0
  }
}
