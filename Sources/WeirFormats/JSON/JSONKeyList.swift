/// The keys of an object so far, to find repeated ones and the values of fields that come out of
/// order.
///
/// Up to ``capacity`` keys stand in memory of the caller and are searched from one end to the
/// other; from then on a dictionary takes over, so that no input makes the search quadratic.
@usableFromInline struct JSONKeyList {
  /// 1 KiB of keys, which the compiler places on the stack.
  @inlinable @inline(__always) static var capacity: Int { 64 }

  @usableFromInline let memory: UnsafeMutablePointer<JSONKey>
  @usableFromInline var count = 0
  /// Keys whose values no field has asked for yet.
  @usableFromInline var pendingCount = 0
  @usableFromInline var index: JSONKeyIndex?

  @inlinable @inline(__always) init(_ memory: UnsafeMutableBufferPointer<JSONKey>) {
    self.memory = memory.baseAddress.unsafelyUnwrapped
  }

  /// Adds a key that is known to be new.
  @inlinable @inline(__always) mutating func append(_ key: JSONKey) {
    if count < Self.capacity {
      (memory + count).initialize(to: key)
      count &+= 1
    } else {
      _ = insertIntoIndex(key)
    }
  }

  /// Adds a key; false when it is there already.
  mutating func insert(_ key: JSONKey) -> Bool {
    if key.pendingValue != nil { pendingCount += 1 }
    guard count < Self.capacity else { return insertIntoIndex(key) }
    for position in 0..<count where memory[position].isSame(as: key) { return false }
    append(key)
    return true
  }

  /// The value of a key that was passed over; from now on it counts as consumed.
  mutating func take(_ name: StaticString) -> UnsafePointer<UInt8>? {
    guard pendingCount > 0 else { return nil }
    if let index {
      guard let value = index.take(name) else { return nil }
      pendingCount -= 1
      return value
    }
    for position in 0..<count {
      let key = memory[position]
      if let value = key.pendingValue, key.matches(name) {
        memory[position] = key.consumed
        pendingCount -= 1
        return value
      }
    }
    return nil
  }

  @usableFromInline @inline(never) mutating func insertIntoIndex(_ key: JSONKey) -> Bool {
    let keys: JSONKeyIndex
    if let index {
      keys = index
    } else {
      keys = JSONKeyIndex()
      for position in 0..<count { _ = keys.insert(memory[position]) }
      index = keys
    }
    count += 1
    return keys.insert(key)
  }
}

/// The keys of an object that has very many.
@usableFromInline final class JSONKeyIndex {
  private var keys: [[UInt8]: JSONKey] = [:]

  func insert(_ key: JSONKey) -> Bool { keys.updateValue(key, forKey: key.bytes) == nil }

  func take(_ name: StaticString) -> UnsafePointer<UInt8>? {
    let name = Array(UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
    guard let key = keys[name], let value = key.pendingValue else { return nil }
    keys[name] = key.consumed
    return value
  }
}
