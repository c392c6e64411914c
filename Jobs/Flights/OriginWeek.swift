import Weir

/// What left one airport in seven days.
struct OriginWeek: Record {
  var origin = ""
  var windowStart = EventTime.zero
  var windowEnd = EventTime.zero
  var flights = 0
  var averageDelay: Double? = nil

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("origin", &origin)
    try field("window_start", &windowStart)
    try field("window_end", &windowEnd)
    try field("flights", &flights)
    try field("average_delay", &averageDelay)
  }
}
