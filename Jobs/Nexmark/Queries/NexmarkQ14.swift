import Weir

/// Calculation: bids in a range of prices, with the time of day and a count of letters.
struct NexmarkQ14: NexmarkQuery {
  static let name = "nexmark-q14"
  static let summary = "Nexmark: bids of a price range, calculated upon"
  var input = NexmarkInput()

  func define(on flow: JobBuilder) throws {
    input.bids(flow)
      .compactMap { bid -> Row? in
        let thousandths = bid.price * 908
        guard thousandths > 1_000_000_000, thousandths < 50_000_000_000 else { return nil }
        return Row(
          bid: BidRow(bid), price: QueryText.decimal(thousandths: thousandths),
          timeType: Self.timeType(bid.dateTime),
          letterCount: bid.extra.utf8.count { $0 == UInt8(ascii: "c") })
      }
      .sink("result", to: JSONLinesSink())
  }

  private static func timeType(_ time: EventTime) -> String {
    switch QueryText.hour(time) {
    case 8...18: "dayTime"
    case 7, 19: "otherTime"
    default: "nightTime"
    }
  }

  struct Row: Record {
    var bid = BidRow()
    var price = ""
    var timeType = ""
    var letterCount = 0

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("auction", &bid.auction)
      try field("bidder", &bid.bidder)
      try field("price", &price)
      try field("bidTimeType", &timeType)
      try field("dateTime", &bid.dateTime)
      try field("extra", &bid.extra)
      try field("c_counts", &letterCount)
    }
  }
}
