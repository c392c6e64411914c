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
        "statistics", .max { QueryText.minute($0.dateTime) }, BidStatistics.Counting()
      ) { key, _, minute, statistics in
        Row(key: key, minute: minute ?? "", statistics: statistics)
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
