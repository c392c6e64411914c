import WeirCore

/// The registered timers of one key. Two need no memory of their own.
@usableFromInline struct KeyTimers {
  @usableFromInline var first: FiredTimer?
  /// Nil when the first is.
  @usableFromInline var second: FiredTimer?
  /// All of them, once there are more than two and until there is none.
  @usableFromInline var list: TimerList?

  @inlinable init() {}

  @inlinable @inline(__always) var isEmpty: Bool { first == nil && list == nil }

  @usableFromInline var count: Int {
    list?.count ?? (first == nil ? 0 : second == nil ? 1 : 2)
  }

  @inlinable @inline(__always) func contains(_ timer: FiredTimer) -> Bool {
    if let list { return list.contains(timer) }
    return first == timer || second == timer
  }

  /// Adds a timer that is not registered.
  @inlinable @inline(__always) mutating func append(_ timer: FiredTimer) {
    if list != nil || second != nil {
      appendToList(timer)
    } else if first == nil {
      first = timer
    } else {
      second = timer
    }
  }

  @usableFromInline mutating func appendToList(_ timer: FiredTimer) {
    let list = list ?? TimerList(inOrder)
    list.append(timer)
    (self.list, first, second) = (list, nil, nil)
  }

  /// Takes a timer off; false when it is not registered.
  @inlinable @inline(__always) mutating func remove(_ timer: FiredTimer) -> Bool {
    if list != nil { return removeFromList(timer) }
    if first == timer {
      first = second
    } else if second != timer {
      return false
    }
    second = nil
    return true
  }

  @usableFromInline mutating func removeFromList(_ timer: FiredTimer) -> Bool {
    guard let list, list.remove(timer) else { return false }
    if list.count == 0 { self.list = nil }
    return true
  }

  /// In the order of registration.
  @usableFromInline var inOrder: [FiredTimer] {
    list?.inOrder ?? [first, second].compactMap { $0 }
  }
}
