import Weir

/// Bidding statistics: bids, bidders and auctions of each day.
struct NexmarkQ15: NexmarkQuery {
  static let name = "nexmark-q15"
  static let summary = "Nexmark: bids, bidders and auctions of each day"
  var input = NexmarkInput()

  func define(on flow: JobBuilder) throws {
    input.bids(flow)
      .keyed(by: { QueryText.day($0.dateTime) })
      .window(.global)
      .aggregate("statistics", BidStatistics.Counting()) { day, _, statistics in
        Row(day: day, statistics: statistics)
      }
      .sink("result", to: JSONLinesSink())
  }

  struct Row: Record {
    var day = ""
    var statistics = BidStatistics()

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("day", &day)
      try statistics.fields(&field)
    }
  }
}
