import Weir

/// The running sum with users' ids that stand in the records.
struct TextSumJob: RowJob {
  static let name = "bench-sum-text"

  var events = 0
  var total = SharedTally()
  var keys = 1000

  func define(on flow: JobBuilder) throws {
    try TextSum<InlineString<3>>.define(on: flow, events: events, keys: keys, total: total)
  }

  func handWritten() -> Tally {
    TextSum<InlineString<3>>.handWritten(events: events, keys: keys)
  }
}

/// The same with users' ids in memory of their own.
struct StringSumJob: RowJob {
  static let name = "bench-sum-string"

  var events = 0
  var total = SharedTally()
  var keys = 1000

  func define(on flow: JobBuilder) throws {
    try TextSum<String>.define(on: flow, events: events, keys: keys, total: total)
  }

  func handWritten() -> Tally { TextSum<String>.handWritten(events: events, keys: keys) }
}
