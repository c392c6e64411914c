import Glibc

/// Where numbers stand along an axis.
struct PlotScale {
  let isLogarithmic: Bool
  let least: Double
  let most: Double
  /// Where the least and the greatest number stand in the picture.
  let start: Double
  let end: Double

  /// - Parameter values: What must have room. A linear scale begins at 0; a logarithmic one takes
  ///   whole powers of ten and leaves numbers out that are not positive.
  init(_ values: [Double], isLogarithmic: Bool, from start: Double, to end: Double) {
    self.isLogarithmic = isLogarithmic
    self.start = start
    self.end = end
    if isLogarithmic {
      let positive = values.filter { $0 > 0 }
      let low = log10(positive.min() ?? 1).rounded(.down)
      let high = log10(positive.max() ?? 10).rounded(.up)
      least = pow(10, low)
      most = pow(10, max(high, low + 1))
    } else {
      least = 0
      most = Self.rounded(values.max() ?? 1)
    }
  }

  /// The next of 1, 2, 2.5, 5 and 10 times a power of ten.
  private static func rounded(_ value: Double) -> Double {
    guard value > 0, value.isFinite else { return 1 }
    let unit = pow(10, log10(value).rounded(.down))
    for step in [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8] where value <= unit * step * 1.0001 {
      return unit * step
    }
    return unit * 10
  }

  func place(_ value: Double) -> Double {
    let share =
      isLogarithmic
      ? log10(max(value, least) / least) / log10(most / least) : (value - least) / (most - least)
    return start + share * (end - start)
  }

  /// Where lines and numbers are drawn.
  var ticks: [Double] {
    guard isLogarithmic else { return (0...4).map { most * Double($0) / 4 } }
    var ticks = [least]
    while let last = ticks.last, last * 10 <= most * 1.0001 { ticks.append(last * 10) }
    return ticks
  }
}
