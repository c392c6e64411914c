import Weir

/// A source and a sink that the engine does not come with: what anybody can write on the public
/// contracts is exactly once too.
struct Outside: Job {
  static let name = "outside"
  static let summary = "a source and a sink written outside the engine"

  var events = 12_000
  var rate = 0

  mutating func parameters(_ p: inout some ParameterVisitor) throws {
    try p("events", &events, help: "how many numbers there are")
    try p("rate", &rate, help: "numbers a second; 0: no limit", isChangeable: true)
  }

  func define(on flow: JobBuilder) throws {
    let source = NumberSource(end: Int64(events), splitCount: 5)
    let numbers = flow.source("numbers", source.rateLimited(recordsPerSecond: rate))

    numbers.sink("copies", to: FrameSink())

    numbers
      .keyed(by: { $0.number % 31 })
      .window(.global)
      .aggregate("total", .count(), .sum(\.number)) { key, _, count, sum in
        KeyTotal(key: key, count: count, sum: sum)
      }
      .sink("totals", to: FrameSink())
  }
}
