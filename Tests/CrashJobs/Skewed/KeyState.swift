import Weir

/// What ``LaneOrder`` keeps of a key.
struct KeyState: Record {
  var count: Int64 = 0
  var sum: Int64 = 0
  var lanes: [Int64: LaneState] = [:]

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("count", &count)
    try field("sum", &sum)
    try field("lanes", &lanes)
  }
}

/// What ``LaneOrder`` keeps of a key and lane.
struct LaneState: Record {
  /// The sequence number that must come next.
  var next: Int64 = 0
  var count: Int64 = 0
  var sum: Int64 = 0

  init() {}
  init(next: Int64) { self.next = next }

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("next", &next)
    try field("count", &count)
    try field("sum", &sum)
  }
}
