import WeirCore

/// Hands a page to a target and finds the changes that it refuses.
struct PageApplication {
  private let page: LogPage
  private let size: Int
  private var rejectedCount = 0
  private var refusedPlaces: Set<Int32> = []

  /// - Parameter size: How many changes are handed over in one go.
  init(page: LogPage, size: Int) {
    self.page = page
    self.size = size
  }

  /// - Returns: How many changes were rejected.
  mutating func run(_ target: some ChangeTarget, _ progress: (Int) throws -> Void) throws -> Int {
    var places = ordered(page.last, for: target)
    var doneCount = 0
    while !places.isEmpty {
      var refused: [Int32] = []
      var start = 0
      while start < places.count {
        let end = min(places.count, start + size)
        let changes = places[start..<end].map { page.changes[Int($0)] }
        refused += try changes.withUnsafeBufferPointer { try apply($0, to: target) }
          .map { places[start + $0] }
        doneCount += end - start
        try progress(doneCount)
        start = end
      }
      rejectedCount += refused.count
      refusedPlaces.formUnion(refused)
      places = refused.map { page.previous[Int($0)] }.filter { $0 >= 0 }.sorted()
    }
    try applyRedriven(to: target)
    return rejectedCount
  }

  private mutating func applyRedriven(to target: some ChangeTarget) throws {
    for (index, redriven) in page.redriven.enumerated() {
      rejectedCount += try apply(one: redriven.change, to: target)
      guard redriven.redriven.isForced else { continue }
      // The job may have changed the key after it was asked for: that stands in the end.
      let later = stored(redriven)
      let isLast = !page.redriven[(index + 1)...].contains { $0.last == redriven.last }
      if later >= redriven.place, isLast {
        rejectedCount += try apply(one: page.changes[Int(later)], to: target)
      }
    }
  }

  /// The place of the last other change of its key that was not refused, or -1.
  private func stored(_ redriven: RedrivenPlace) -> Int32 {
    var place = redriven.last
    while place >= 0, refusedPlaces.contains(place) { place = page.previous[Int(place)] }
    return place
  }

  private func apply(one change: LoggedChange, to target: some ChangeTarget) throws -> Int {
    try withUnsafePointer(to: change) {
      try apply(UnsafeBufferPointer(start: $0, count: 1), to: target).count
    }
  }

  /// The places in the order in which the target likes their keys.
  private func ordered(_ places: [Int32], for target: some ChangeTarget) -> [Int32] {
    var isSorted = true
    var latest: UInt64 = 0
    var hints: [(hint: UInt64, place: Int32)] = []
    hints.reserveCapacity(places.count)
    for place in places {
      let hint = target.place(of: page.changes[Int(place)].key)
      isSorted = isSorted && (hint > latest || hint == 0 && latest == 0)
      latest = hint
      hints.append((hint, place))
    }
    if isSorted { return places }
    hints.sort { left, right in
      if left.hint != right.hint { return left.hint < right.hint }
      return KeyTable.precedes(
        page.changes[Int(left.place)].key, page.changes[Int(right.place)].key)
    }
    return hints.map(\.place)
  }

  /// Applies changes of different keys, all but those that are refused; rejects these and returns
  /// their places.
  private func apply(
    _ changes: UnsafeBufferPointer<LoggedChange>, to target: some ChangeTarget
  ) throws -> [Int] {
    var refused: [Int] = []
    // The next is the last.
    var ranges = [0..<changes.count]
    while let range = ranges.popLast() {
      if range.isEmpty { continue }
      do {
        try target.apply(UnsafeBufferPointer(rebasing: changes[range]))
      } catch let refusal as ChangeRefused {
        guard let culprit = Self.culprit(refusal, in: range) else {
          let middle = range.lowerBound + range.count / 2
          ranges.append(middle..<range.upperBound)
          ranges.append(range.lowerBound..<middle)
          continue
        }
        try target.reject(changes[culprit], reason: refusal.reason)
        refused.append(culprit)
        ranges.append((culprit + 1)..<range.upperBound)
        ranges.append(range.lowerBound..<culprit)
      }
    }
    return refused
  }

  /// The place of the refused change; nil when it is not known.
  private static func culprit(_ refusal: ChangeRefused, in range: Range<Int>) -> Int? {
    if range.count == 1 { return range.lowerBound }
    guard let index = refusal.index, index >= 0, index < range.count else { return nil }
    return range.lowerBound + index
  }
}
