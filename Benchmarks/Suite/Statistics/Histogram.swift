/// Counts of durations in nanoseconds, each bucket less than 1 % wide.
///
/// Below 128 every number has a bucket of its own; above, each power of two has 128.
struct Histogram: Sendable {
  private static let steps = 128
  private static let stepBits = 7
  private var buckets = [UInt64](repeating: 0, count: (64 - stepBits + 1) * steps)
  private(set) var count: UInt64 = 0
  private(set) var most: UInt64 = 0

  var bucketCount: Int { buckets.count }

  mutating func add(_ value: UInt64) {
    buckets[Self.bucket(of: value)] &+= 1
    count &+= 1
    if value > most { most = value }
  }

  mutating func add(_ other: Histogram) {
    for index in buckets.indices { buckets[index] &+= other.buckets[index] }
    count &+= other.count
    most = max(most, other.most)
  }

  /// The value that a share of all values does not exceed, up to a bucket's width too great and
  /// never greater than the greatest; 0 when there are none.
  func percentile(_ share: Double) -> UInt64 {
    let wanted = max(1, UInt64((Double(count) * share).rounded(.up)))
    var seen: UInt64 = 0
    for (index, held) in buckets.enumerated() {
      seen &+= held
      if seen >= wanted { return min(most, Self.greatest(of: index)) }
    }
    return most
  }

  static func bucket(of value: UInt64) -> Int {
    guard value >= UInt64(steps) else { return Int(value) }
    let exponent = 63 - value.leadingZeroBitCount
    let step = Int(truncatingIfNeeded: value >> UInt64(exponent - stepBits)) & (steps - 1)
    return (exponent - stepBits + 1) * steps + step
  }

  /// The greatest value of a bucket.
  static func greatest(of bucket: Int) -> UInt64 {
    guard bucket >= steps else { return UInt64(bucket) }
    let shift = UInt64(bucket / steps - 1)
    let least = UInt64(steps + bucket % steps) << shift
    return least &+ ((1 << shift) &- 1)
  }
}
