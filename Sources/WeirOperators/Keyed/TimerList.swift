import WeirCore

/// The timers of a key that has several. A few are looked through; many are found by hash, with
/// their order of registration beside them.
@usableFromInline final class TimerList {
  private static let fewLimit = 16

  /// In the order of registration; empty when there are many.
  private var few: [FiredTimer]
  private var many: [FiredTimer: UInt64] = [:]
  private var nextNumber: UInt64 = 0

  init(_ timers: [FiredTimer]) { few = timers }

  var count: Int { few.count + many.count }

  @usableFromInline func contains(_ timer: FiredTimer) -> Bool {
    many.isEmpty ? few.contains(timer) : many[timer] != nil
  }

  /// Adds a timer that is not registered.
  func append(_ timer: FiredTimer) {
    if many.isEmpty, few.count < Self.fewLimit { return few.append(timer) }
    for timer in few { number(timer) }
    few = []
    number(timer)
  }

  private func number(_ timer: FiredTimer) {
    many[timer] = nextNumber
    nextNumber &+= 1
  }

  /// Takes a timer off; false when it is not registered.
  func remove(_ timer: FiredTimer) -> Bool {
    if many.isEmpty {
      guard let index = few.firstIndex(of: timer) else { return false }
      few.remove(at: index)
      return true
    }
    guard many.removeValue(forKey: timer) != nil else { return false }
    if many.count <= Self.fewLimit / 2 {
      few = inOrder
      many = [:]
    }
    return true
  }

  /// In the order of registration.
  var inOrder: [FiredTimer] {
    many.isEmpty ? few : many.sorted { $0.value < $1.value }.map(\.key)
  }
}
