import Weir

/// What one aircraft flew without a day of rest.
struct AircraftDuty: Record {
  var tailNumber = ""
  var windowStart = EventTime.zero
  var windowEnd = EventTime.zero
  var legs = 0
  /// Miles.
  var distance = 0

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("tailnum", &tailNumber)
    try field("window_start", &windowStart)
    try field("window_end", &windowEnd)
    try field("legs", &legs)
    try field("distance", &distance)
  }
}
