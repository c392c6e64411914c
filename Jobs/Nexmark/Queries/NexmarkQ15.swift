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
      .aggregate(
        "statistics", .counts(classes: BidStatistics.bands, by: BidStatistics.band),
        .distinctCounts(\.bidder, classes: BidStatistics.bands, by: BidStatistics.band),
        .distinctCounts(\.auction, classes: BidStatistics.bands, by: BidStatistics.band)
      ) { day, _, bids, bidders, auctions in
        Row(day: day, statistics: .init(bids: bids, bidders: bidders, auctions: auctions))
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
