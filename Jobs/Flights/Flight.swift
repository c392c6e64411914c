import Weir

/// One scheduled departure, as far as the job looks at it.
struct Flight: Record {
  var carrier = ""
  /// Nil when the flight was cancelled.
  var departure: Int? = nil
  /// Minutes late; negative when early.
  var delay: Int? = nil
  var tailNumber: String? = nil
  var origin = ""
  /// Miles.
  var distance = 0
  /// The scheduled hour of departure.
  var scheduled = EventTime.zero

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("dep_time", &departure)
    try field("dep_delay", &delay)
    try field("carrier", &carrier)
    try field("tailnum", &tailNumber)
    try field("origin", &origin)
    try field("distance", &distance)
    try field("time_hour", &scheduled)
  }
}
