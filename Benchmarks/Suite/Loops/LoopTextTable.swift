/// The hash table of the hand-written loops over texts: as ``LoopTable``, with the hashes kept so
/// that texts are compared only when they are equal.
final class LoopTextTable<Value> {
  private var hashes: [UInt64]
  private var keys: [String]
  private var values: UnsafeMutablePointer<Value>
  private var capacity: Int
  private var count = 0
  private let empty: Value

  init(empty: Value, capacity: Int = 2048) {
    self.empty = empty
    self.capacity = capacity
    hashes = Array(repeating: 0, count: capacity)
    keys = Array(repeating: "", count: capacity)
    values = .allocate(capacity: capacity)
    values.initialize(repeating: empty, count: capacity)
  }

  deinit {
    values.deinitialize(count: capacity)
    values.deallocate()
  }

  /// Where the value of a key is; a key that was not there has the empty value.
  @inline(__always) func slot(of key: String) -> UnsafeMutablePointer<Value> {
    let hash = Self.hash(key)
    var index = Int(truncatingIfNeeded: hash >> 20) & (capacity &- 1)
    while hashes[index] != 0 {
      if hashes[index] == hash, keys[index] == key { return values + index }
      index = (index &+ 1) & (capacity &- 1)
    }
    if count &* 2 >= capacity {
      grow()
      return slot(of: key)
    }
    count &+= 1
    hashes[index] = hash
    keys[index] = key
    return values + index
  }

  /// Eight bytes at a time; never 0, which stands for a free place.
  @inline(__always) private static func hash(_ key: String) -> UInt64 {
    var key = key
    return key.withUTF8 { bytes in
      var hash = UInt64(bytes.count)
      var index = 0
      while index &+ 8 <= bytes.count {
        let word = UnsafeRawPointer(bytes.baseAddress.unsafelyUnwrapped)
          .loadUnaligned(fromByteOffset: index, as: UInt64.self)
        hash = (hash ^ word) &* 0x9E37_79B9_7F4A_7C15
        hash ^= hash >> 32
        index &+= 8
      }
      while index < bytes.count {
        hash = (hash ^ UInt64(bytes[index])) &* 0x9E37_79B9_7F4A_7C15
        index &+= 1
      }
      return hash | 1
    }
  }

  private func grow() {
    let larger = LoopTextTable(empty: empty, capacity: capacity * 2)
    forEach { key, value in larger.slot(of: key).pointee = value }
    swap(&hashes, &larger.hashes)
    swap(&keys, &larger.keys)
    swap(&values, &larger.values)
    swap(&capacity, &larger.capacity)
  }

  @inline(__always) func forEach(_ body: (String, Value) -> Void) {
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
