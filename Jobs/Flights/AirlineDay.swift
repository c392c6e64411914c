import Weir

/// What one airline did on one UTC day.
struct AirlineDay: Record {
  var carrier = ""
  var windowStart = EventTime.zero
  var windowEnd = EventTime.zero
  var flights = 0
  var cancelled = 0
  /// Flights that left 15 minutes late or more.
  var delayed = 0
  var averageDelay: Double? = nil
  var maxDelay: Int? = nil

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("carrier", &carrier)
    try field("window_start", &windowStart)
    try field("window_end", &windowEnd)
    try field("flights", &flights)
    try field("cancelled", &cancelled)
    try field("delayed", &delayed)
    try field("average_delay", &averageDelay)
    try field("max_delay", &maxDelay)
  }
}
