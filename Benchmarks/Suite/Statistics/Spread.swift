import Weir

/// What several runs of the same thing gave.
struct Spread: Record, Equatable {
  var median = 0.0
  var least = 0.0
  var most = 0.0

  init() {}

  /// Of an even number of values the median is the mean of the two in the middle; of none all is 0.
  init(of values: [Double]) {
    let sorted = values.sorted()
    guard let first = sorted.first, let last = sorted.last else { return }
    let middle = sorted.count / 2
    median =
      sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    least = first
    most = last
  }

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("median", &median)
    try field("min", &least)
    try field("max", &most)
  }

  /// The three numbers through one formatter, as in `12.1 (11.8–12.4)`.
  func text(_ format: (Double) -> String) -> String {
    "\(format(median)) (\(format(least))–\(format(most)))"
  }
}
