import WeirCore

/// The registered timers of one key. A few are a list; many are found by hash, with their order of
/// registration beside them.
@usableFromInline struct KeyTimers {
  /// Timers and the order of their registration.
  @usableFromInline final class Many {
    @usableFromInline var numbers: [FiredTimer: UInt64] = [:]
    @usableFromInline var next: UInt64 = 0

    init(_ timers: [FiredTimer]) {
      for timer in timers { append(timer) }
    }

    func append(_ timer: FiredTimer) {
      numbers[timer] = next
      next &+= 1
    }
  }

  /// In the order of registration; empty when there are many.
  @usableFromInline var few: [FiredTimer] = []
  @usableFromInline var many: Many?

  @usableFromInline static var fewLimit: Int { 16 }

  @inlinable init() {}

  @inlinable var isEmpty: Bool { few.isEmpty && many == nil }

  @usableFromInline var count: Int { many?.numbers.count ?? few.count }

  @inlinable func contains(_ timer: FiredTimer) -> Bool {
    guard let many else { return few.contains(timer) }
    return many.numbers[timer] != nil
  }

  /// Adds a timer that is not registered.
  @usableFromInline mutating func append(_ timer: FiredTimer) {
    if let many { return many.append(timer) }
    few.append(timer)
    if few.count > Self.fewLimit {
      many = Many(few)
      few = []
    }
  }

  /// Takes a timer off; false when it is not registered.
  @usableFromInline mutating func remove(_ timer: FiredTimer) -> Bool {
    guard let many else {
      guard let index = few.firstIndex(of: timer) else { return false }
      few.remove(at: index)
      return true
    }
    guard many.numbers.removeValue(forKey: timer) != nil else { return false }
    if many.numbers.count <= Self.fewLimit / 2 {
      few = inOrder
      self.many = nil
    }
    return true
  }

  /// In the order of registration.
  @usableFromInline var inOrder: [FiredTimer] {
    guard let many else { return few }
    return many.numbers.sorted { $0.value < $1.value }.map(\.key)
  }
}
