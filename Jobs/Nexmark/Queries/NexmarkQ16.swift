import Weir

/// Channel statistics: bids, bidders and auctions of each channel and day, and its last minute.
struct NexmarkQ16: NexmarkQuery {
  static let name = "nexmark-q16"
  static let summary = "Nexmark: bids, bidders and auctions of each channel and day"
  var input = NexmarkInput()

  func define(on flow: JobBuilder) throws {
    input.bids(flow)
      .keyed(by: { ChannelDay(channel: $0.channel, day: QueryText.day($0.dateTime)) })
      .window(.global)
      .aggregate(
        "statistics", .max { QueryText.minute($0.dateTime) },
        .counts(classes: BidStatistics.bands, by: BidStatistics.band),
        .distinctCounts(\.bidder, classes: BidStatistics.bands, by: BidStatistics.band),
        .distinctCounts(\.auction, classes: BidStatistics.bands, by: BidStatistics.band)
      ) { key, _, minute, bids, bidders, auctions in
        Row(
          key: key, minute: minute ?? "",
          statistics: .init(bids: bids, bidders: bidders, auctions: auctions))
      }
      .sink("result", to: JSONLinesSink())
  }

  struct ChannelDay: Record {
    var channel = ""
    var day = ""

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("channel", &channel)
      try field("day", &day)
    }
  }

  struct Row: Record {
    var key = ChannelDay()
    var minute = ""
    var statistics = BidStatistics()

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try key.fields(&field)
      try field("minute", &minute)
      try statistics.fields(&field)
    }
  }
}
