/// One counter and its value, in the unit of its ``CounterKind``.
struct Counter: Equatable, Sendable {
  let name: String
  /// The median, where it was measured several times.
  let value: Double
  /// The highest: limits must leave room for it.
  let most: Double

  init(name: String, value: Double) {
    self.name = name
    self.value = value
    most = value
  }

  /// - Parameter values: At least one.
  init(name: String, values: [Double]) {
    self.name = name
    let sorted = values.sorted()
    value = sorted[sorted.count / 2]
    most = sorted[sorted.count - 1]
  }
}
