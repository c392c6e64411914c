import Weir

/// How often a track was started in one minute.
struct PlaysPerMinute: Record {
  var track = 0
  var title = ""
  var minute = EventTime.zero
  var plays = 0

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("track", &track)
    try field("title", &title)
    try field("minute", &minute)
    try field("plays", &plays)
  }
}
