import WeirCore

/// Where a range of key groups lies on the line of hashes.
public enum HashRange {
  /// The smallest hash of the range, and the number of hashes in it less one.
  @inlinable public static func bounds(of range: KeyGroupRange) -> (lowest: UInt64, width: UInt64) {
    let count = UInt64(range.keyGroupCount)
    let lowest = firstHash(ofGroup: UInt64(range.lowerBound), of: count)
    let end =
      range.upperBound >= range.keyGroupCount
      ? UInt64.max : firstHash(ofGroup: UInt64(range.upperBound), of: count) &- 1
    return (lowest, end >= lowest ? end - lowest : 0)
  }

  /// ceil(group × 2^64 / count).
  @inlinable static func firstHash(ofGroup group: UInt64, of count: UInt64) -> UInt64 {
    guard group > 0 else { return 0 }
    let (quotient, remainder) = count.dividingFullWidth((group, 0))
    return remainder == 0 ? quotient : quotient + 1
  }

  /// floor(capacity × 2^64 / (width + 1)).
  @inlinable public static func scale(capacity: Int, width: UInt64) -> UInt64 {
    let capacity = UInt64(capacity)
    guard width != .max else { return capacity }
    let size = width + 1
    guard capacity < size else { return .max }
    return size.dividingFullWidth((capacity, 0)).quotient
  }
}
