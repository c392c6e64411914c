import Weir

/// Currency: every bid with its price in euros.
struct NexmarkQ01: NexmarkQuery {
  static let name = "nexmark-q01"
  static let summary = "Nexmark: every bid in another currency"
  var input = NexmarkInput()

  func define(on flow: JobBuilder) throws {
    input.bids(flow)
      .map { Row(bid: BidRow($0), price: QueryText.decimal(thousandths: $0.price * 908)) }
      .sink("result", to: JSONLinesSink())
  }

  struct Row: Record {
    var bid = BidRow()
    var price = ""

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("auction", &bid.auction)
      try field("bidder", &bid.bidder)
      try field("price", &price)
      try field("dateTime", &bid.dateTime)
      try field("extra", &bid.extra)
    }
  }
}
