import Weir

/// Auction statistics: counts and prices of each auction's bids by day.
struct NexmarkQ17: NexmarkQuery {
  static let name = "nexmark-q17"
  static let summary = "Nexmark: bids of each auction and day, by price"
  var input = NexmarkInput()

  func define(on flow: JobBuilder) throws {
    input.bids(flow)
      .keyed(by: { AuctionDay(auction: $0.auction, day: QueryText.day($0.dateTime)) })
      .window(.global)
      .aggregate(
        "statistics", .counts(classes: BidStatistics.bands, by: BidStatistics.band),
        .min(\.price), .max(\.price), .sum(\.price)
      ) { key, _, counts, least, greatest, total in
        Row(
          key: key, counts: counts, least: least ?? 0, greatest: greatest ?? 0,
          average: total / max(counts[0], 1), total: total)
      }
      .sink("result", to: JSONLinesSink())
  }

  struct AuctionDay: Record {
    var auction = 0
    var day = ""

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("auction", &auction)
      try field("day", &day)
    }
  }

  struct Row: Record {
    var key = AuctionDay()
    /// All bids, and those of each price band.
    var counts = [0, 0, 0, 0]
    var least = 0
    var greatest = 0
    var average = 0
    var total = 0

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try key.fields(&field)
      try field("total_bids", &counts[0])
      try field("rank1_bids", &counts[1])
      try field("rank2_bids", &counts[2])
      try field("rank3_bids", &counts[3])
      try field("min_price", &least)
      try field("max_price", &greatest)
      try field("avg_price", &average)
      try field("sum_price", &total)
    }
  }
}
