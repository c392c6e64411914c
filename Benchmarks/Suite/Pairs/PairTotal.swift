import Weir

/// What the windows of the workload compute of one key and second.
struct PairTotal: Record, BitwiseCopyable {
  var key: Int64 = 0
  var count: Int64 = 0
  var sum: Int64 = 0
  var max: Int64 = 0

  init() {}
  @inline(__always)
  init(key: Int64, count: Int64, sum: Int64, max: Int64) {
    self.key = key
    self.count = count
    self.sum = sum
    self.max = max
  }

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("key", &key)
    try field("count", &count)
    try field("sum", &sum)
    try field("max", &max)
  }

  /// The row's part of the checksum: sums of it do not depend on the order of rows.
  @inline(__always) var checksum: UInt64 {
    let mixed = key &+ 31 &* count &+ 961 &* sum &+ 29_791 &* max
    return Pair.mix(UInt64(bitPattern: mixed))
  }
}
