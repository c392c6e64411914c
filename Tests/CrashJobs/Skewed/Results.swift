import Weir

/// A key's records of one lane up to a sequence number; at the end, with lane and sequence -1, of
/// all lanes.
struct LaneTotal: Record {
  var key: Int64 = 0
  var lane: Int64 = 0
  var sequence: Int64 = 0
  var count: Int64 = 0
  var sum: Int64 = 0

  init() {}
  init(key: Int64, lane: Int64, sequence: Int64, count: Int64, sum: Int64) {
    self.key = key
    self.lane = lane
    self.sequence = sequence
    self.count = count
    self.sum = sum
  }

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("key", &key)
    try field("lane", &lane)
    try field("sequence", &sequence)
    try field("count", &count)
    try field("sum", &sum)
  }
}

/// A key's records in one window.
struct WindowTotal: Record {
  var key: Int64 = 0
  var windowStart = EventTime.zero
  var windowEnd = EventTime.zero
  var count = 0
  var sum: Int64 = 0
  var max: Int64? = nil

  init() {}
  init(
    key: Int64, windowStart: EventTime, windowEnd: EventTime, count: Int, sum: Int64, max: Int64?
  ) {
    self.key = key
    self.windowStart = windowStart
    self.windowEnd = windowEnd
    self.count = count
    self.sum = sum
    self.max = max
  }

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("key", &key)
    try field("window_start", &windowStart)
    try field("window_end", &windowEnd)
    try field("count", &count)
    try field("sum", &sum)
    try field("max", &max)
  }
}

/// All records of a key.
struct KeyTotal: Record {
  var key: Int64 = 0
  var count = 0
  var sum: Int64 = 0

  init() {}
  init(key: Int64, count: Int, sum: Int64) {
    self.key = key
    self.count = count
    self.sum = sum
  }

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("key", &key)
    try field("count", &count)
    try field("sum", &sum)
  }
}
