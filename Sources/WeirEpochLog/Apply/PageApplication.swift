import WeirCore

/// Hands a page to a target and finds the changes that it refuses.
struct PageApplication {
  private let page: LogPage
  private var rejectedCount = 0

  init(page: LogPage) { self.page = page }

  /// - Returns: How many changes were rejected.
  mutating func run(_ target: some ChangeTarget) throws -> Int {
    var places = page.last
    while !places.isEmpty {
      let changes = places.map { page.changes[Int($0)] }
      let refused = try changes.withUnsafeBufferPointer { try apply($0, to: target) }
      rejectedCount += refused.count
      places = refused.map { page.previous[Int(places[$0])] }.filter { $0 >= 0 }.sorted()
    }
    return rejectedCount
  }

  /// Applies changes of different keys, in order, all but those that are refused; rejects these and
  /// returns their places.
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
