/// The hash table of the hand-written loops: open addressing over integer keys, as somebody writes
/// it who cares for speed and does not know beforehand which keys there are.
final class LoopTable<Value: BitwiseCopyable> {
  private var keys: UnsafeMutablePointer<Int64>
  private var values: UnsafeMutablePointer<Value>
  private var isUsed: UnsafeMutablePointer<Bool>
  private(set) var capacity: Int
  private var shift: UInt64
  private(set) var count = 0
  private let empty: Value

  init(empty: Value, capacity: Int = 2048) {
    self.empty = empty
    self.capacity = capacity
    shift = UInt64(64 - capacity.trailingZeroBitCount)
    keys = .allocate(capacity: capacity)
    values = .allocate(capacity: capacity)
    isUsed = .allocate(capacity: capacity)
    isUsed.initialize(repeating: false, count: capacity)
  }

  deinit {
    keys.deallocate()
    values.deallocate()
    isUsed.deallocate()
  }

  /// Where the value of a key is; a key that was not there has the empty value.
  @inline(__always) func slot(of key: Int64) -> UnsafeMutablePointer<Value> {
    var index = home(of: key)
    while isUsed[index] {
      if keys[index] == key { return values + index }
      index = (index &+ 1) & (capacity &- 1)
    }
    return insert(key, at: index)
  }

  /// Where the value of a key is; nil for a key that is not there.
  @inline(__always) func find(_ key: Int64) -> UnsafeMutablePointer<Value>? {
    var index = home(of: key)
    while isUsed[index] {
      if keys[index] == key { return values + index }
      index = (index &+ 1) & (capacity &- 1)
    }
    return nil
  }

  /// Takes a key out; nil when it is not there. Those behind it that it kept from a better place
  /// move up, so that no search ends too early.
  @inline(__always) func remove(_ key: Int64) -> Value? {
    guard let found = find(key) else { return nil }
    let value = found.pointee
    var gap = found - values
    var index = (gap &+ 1) & (capacity &- 1)
    while isUsed[index] {
      let distance = (index &- home(of: keys[index])) & (capacity &- 1)
      if distance >= (index &- gap) & (capacity &- 1) {
        keys[gap] = keys[index]
        values[gap] = values[index]
        gap = index
      }
      index = (index &+ 1) & (capacity &- 1)
    }
    isUsed[gap] = false
    count &-= 1
    return value
  }

  @inline(__always) private func home(of key: Int64) -> Int {
    Int(truncatingIfNeeded: (UInt64(bitPattern: key) &* 0x9E37_79B9_7F4A_7C15) >> shift)
  }

  private func insert(_ key: Int64, at index: Int) -> UnsafeMutablePointer<Value> {
    if count &* 2 >= capacity {
      grow()
      return slot(of: key)
    }
    count &+= 1
    isUsed[index] = true
    keys[index] = key
    values[index] = empty
    return values + index
  }

  private func grow() {
    let larger = LoopTable(empty: empty, capacity: capacity * 2)
    forEach { key, value in larger.slot(of: key).pointee = value }
    swap(&keys, &larger.keys)
    swap(&values, &larger.values)
    swap(&isUsed, &larger.isUsed)
    (capacity, larger.capacity) = (larger.capacity, capacity)
    shift = larger.shift
  }

  @inline(__always) func forEach(_ body: (Int64, Value) -> Void) {
    for index in 0..<capacity where isUsed[index] { body(keys[index], values[index]) }
  }

  /// Forgets all keys and keeps the memory.
  func removeAll() {
    isUsed.update(repeating: false, count: capacity)
    count = 0
  }
}
