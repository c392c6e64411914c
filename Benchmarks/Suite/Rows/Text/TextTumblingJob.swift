import Weir

/// The tumbling second with users' ids that stand in the records.
struct TextTumblingJob: RowJob {
  static let name = "bench-tumbling-text"

  var events = 0
  var total = SharedTally()
  var keys = 1000

  func define(on flow: JobBuilder) throws {
    try TextTumbling<InlineString<3>>.define(on: flow, events: events, keys: keys, total: total)
  }

  func handWritten() -> Tally {
    TextTumbling<InlineString<3>>.handWritten(events: events, keys: keys)
  }
}

/// The same with users' ids in memory of their own.
struct StringTumblingJob: RowJob {
  static let name = "bench-tumbling-string"

  var events = 0
  var total = SharedTally()
  var keys = 1000

  func define(on flow: JobBuilder) throws {
    try TextTumbling<String>.define(on: flow, events: events, keys: keys, total: total)
  }

  func handWritten() -> Tally { TextTumbling<String>.handWritten(events: events, keys: keys) }
}
