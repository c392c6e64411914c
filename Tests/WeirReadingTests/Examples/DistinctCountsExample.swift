import Weir

/// Counts the visitors of every five minutes, in all and of those pages that matter most.
struct Visitors: Job {
  static let name = "visitors"

  struct Visit: Record {
    var visitor = 0
    var page = ""
    var time = EventTime.zero

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("visitor", &visitor)
      try field("page", &page)
      try field("time", &time)
    }
  }

  func define(on flow: JobBuilder) throws {
    flow.source(
      "visits",
      GeneratorSource(
        count: 1_000, splitCount: 1,
        SequenceGenerator { number in
          var visit = Visit()
          visit.visitor = Int(number) % 100
          visit.page = number % 3 == 0 ? "home" : number % 3 == 1 ? "shop" : "other"
          visit.time = .zero + .seconds(number)
          return visit
        })
    )
    .eventTime(\.time, watermarks: .monotonous)
    .keyed(by: { _ in 0 })
    .window(.tumbling(every: .minutes(5)))
    .aggregate(
      "visitors", .distinctCount(\.visitor),
      .distinctCounts(\.visitor, classes: 2) {
        $0.page == "home" ? 0 : $0.page == "shop" ? 1 : nil
      }
    ) { _, window, visitors, byPage in
      [Int(window.start.milliseconds), visitors, byPage[1], byPage[2]]
    }
    .sink("visitors-of-five-minutes", to: JSONLinesSink())
  }
}
