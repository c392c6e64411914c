import Weir

/// Three sources of different speed, skew and number of splits that meet in one keyed operator, so
/// that every checkpoint has to align inputs which are never at the same place.
///
/// All results are the same in every run: per key, what comes from one lane comes in order, no
/// record is late, and what depends on the order between lanes is only given at the end.
struct Skewed: Job {
  static let name = "skewed"
  static let summary = "three skewed sources into one keyed operator"

  var events = 20_000
  var rate = 0
  var keys = 40
  var roll = 0

  mutating func parameters(_ p: inout some ParameterVisitor) throws {
    try p("events", &events, help: "records of all three sources together")
    try p("rate", &rate, help: "records a second of all three; 0: no limit", isChangeable: true)
    try p("keys", &keys, help: "how many different keys there are")
    try p("roll", &roll, help: "bytes of a part of the running results; 0: one a checkpoint")
  }

  func define(on flow: JobBuilder) throws {
    guard (1...1_000_000_000).contains(events), (1...1_000_000).contains(keys), rate >= 0 else {
      throw WeirError(
        .invalidJob,
        "events must be 1 to 1,000,000,000, keys 1 to 1,000,000 and the rate not negative")
    }
    let feeds = Feed.all(events: Int64(events), rate: rate, keys: Int64(keys))
    let all = feeds.dropFirst().reduce(feeds[0].stream(on: flow)) { all, feed in
      all.union(feed.stream(on: flow))
    }

    // In buckets, so that an epoch has several parts to commit at any parallelism.
    all.keyed(by: \.key)
      .process("lanes", LaneOrder(keys: Int64(keys), end: Feed.end))
      .sink(
        "running",
        to: JSONLinesSink(
          buckets: .key { $0.lane < 0 ? "all" : "lanes-\($0.lane % 3)" },
          roll: roll > 0 ? .size(roll) : .checkpoint))

    all.keyed(by: \.key)
      .window(.tumbling(every: .seconds(5)))
      .aggregate("window", .count(), .sum(\.amount), .max(\.amount)) {
        key, window, count, sum, max in
        WindowTotal(
          key: key, windowStart: window.start, windowEnd: window.end, count: count, sum: sum,
          max: max)
      }
      .sink("windows", to: JSONLinesSink())

    all.keyed(by: \.key)
      .window(.global)
      .aggregate("total", .count(), .sum(\.amount)) { key, _, count, sum in
        KeyTotal(key: key, count: count, sum: sum)
      }
      .sink("totals", to: JSONLinesSink())
  }
}
