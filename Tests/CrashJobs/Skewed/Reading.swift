import Weir

/// A record of one lane.
struct Reading: Record {
  /// The split that it comes from, numbered across all sources.
  var lane: Int64 = 0
  /// Its place in the lane, from 0.
  var sequence: Int64 = 0
  var key: Int64 = 0
  var amount: Int64 = 0
  var time = EventTime.zero

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("lane", &lane)
    try field("sequence", &sequence)
    try field("key", &key)
    try field("amount", &amount)
    try field("time", &time)
  }
}
