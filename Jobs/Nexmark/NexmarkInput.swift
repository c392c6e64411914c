import Weir

/// Where a query's events come from: a file, or the generator.
struct NexmarkInput: Sendable {
  /// Nothing: events are generated.
  var file = ""
  var count = 100_000
  /// Time lines with ids of their own; 0: one for each subtask of the source.
  var splitCount = 0
  /// Whether a watermark follows every event that raises it.
  var isPunctuated = false
  /// Events a second of the wall clock; 0: as fast as possible.
  var rate = 0
  /// Holds generated events back; for measurements.
  var gate: NexmarkGate?
  var parameters = NexmarkParameters()

  mutating func parameters(_ p: inout some ParameterVisitor) throws {
    try p("input", &file, help: "file of events, plain or .gz; empty: events are generated")
    try p("generate", &count, help: "how many events to generate; 0: without end")
    try p("splits", &splitCount, help: "time lines of generated events; 0: one for each subtask")
    try p("punctuated", &isPunctuated, help: "a watermark behind every event that raises it")
    try p("rate", &rate, help: "events a second; 0: as fast as possible", isChangeable: true)
    try p("event-rate", &parameters.eventsPerSecond, help: "events in a second of event time")
    try p("base-time", &parameters.baseTime, help: "when the events begin")
    try p(
      "shuffled", &parameters.outOfOrderGroupSize,
      help: "events within so many are out of order; 1: all in order")
  }

  /// All events with their times; none comes more than four seconds late.
  func events(_ flow: JobBuilder) -> DataStream<NexmarkEvent> {
    let events =
      file.isEmpty
      ? flow.source("events", generator.rateLimited(recordsPerSecond: rate))
      : flow.source(
        "events",
        JSONLinesSource(file, of: NexmarkEvent.self).rateLimited(recordsPerSecond: rate))
    // The watermark is to stand exactly four seconds behind, and a bound keeps a millisecond more.
    let watermarks = WatermarkStrategy.boundedOutOfOrderness(.milliseconds(3999))
    return events.eventTime(
      \.dateTime, watermarks: isPunctuated ? watermarks.punctuated() : watermarks)
  }

  private var generator: NexmarkSource {
    NexmarkSource(
      parameters, count: count == 0 ? nil : Int64(count),
      splitCount: splitCount == 0 ? nil : splitCount, gate: gate)
  }

  /// All bids with their times.
  func bids(_ flow: JobBuilder) -> DataStream<Bid> { events(flow).bids }
}

extension DataStream where Element == NexmarkEvent {
  var persons: DataStream<Person> { compactMap { $0.person } }
  var auctions: DataStream<Auction> { compactMap { $0.auction } }
  var bids: DataStream<Bid> { compactMap { $0.bid } }
}

/// A query of the Nexmark benchmark.
protocol NexmarkQuery: Job {
  var input: NexmarkInput { get set }
}

extension NexmarkQuery {
  mutating func parameters(_ p: inout some ParameterVisitor) throws { try input.parameters(&p) }
}
