/// Whether state grows with the number of events: the checkpoints of their second quarter against
/// those of the last.
struct StateTrend {
  /// The checkpoints of a quarter.
  struct Quarter {
    let count: Int
    let mean: Double
    let most: Int64
    /// The mean of the process's memory.
    let meanResident: Double

    init(_ samples: some Collection<StateSample>) {
      count = samples.count
      let total = Double(max(1, samples.count))
      mean = samples.reduce(0.0) { $0 + Double($1.bytes) } / total
      meanResident = samples.reduce(0.0) { $0 + Double($1.residentBytes) } / total
      most = samples.map(\.bytes).max() ?? 0
    }
  }

  let second: Quarter
  let last: Quarter

  /// - Parameter events: How many there were in all.
  init(_ samples: [StateSample], events: Int) {
    func quarter(_ number: Int) -> Quarter {
      Quarter(
        samples.filter {
          $0.events > (number - 1) * events / 4 && $0.events <= number * events / 4
        })
    }
    second = quarter(2)
    last = quarter(4)
  }

  /// The mean of the last quarter by that of the second; nil when there is nothing to compare.
  var ratio: Double? {
    second.count > 0 && last.count > 0 && second.mean > 0 ? last.mean / second.mean : nil
  }

  static let limit = 1.05

  var isBounded: Bool { ratio.map { $0 <= Self.limit } ?? false }
}
