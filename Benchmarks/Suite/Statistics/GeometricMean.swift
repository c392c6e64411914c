import Glibc

/// The mean of ratios.
enum GeometricMean {
  /// Nil for no ratios; 0 when one is not positive.
  static func of(_ ratios: [Double]) -> Double? {
    guard !ratios.isEmpty else { return nil }
    guard ratios.allSatisfy({ $0 > 0 }) else { return 0 }
    return exp(ratios.reduce(0) { $0 + log($1) } / Double(ratios.count))
  }
}
