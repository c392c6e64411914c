import Weir

/// Last bid: the latest bid of each bidder on each auction, of equal times the one that came last.
struct NexmarkQ18: NexmarkQuery {
  static let name = "nexmark-q18"
  static let summary = "Nexmark: the last bid of each bidder on each auction"
  var input = NexmarkInput()

  func define(on flow: JobBuilder) throws {
    input.bids(flow)
      .keyed(by: { BidderAuction(bidder: $0.bidder, auction: $0.auction) })
      .deduplicate("last", keeping: .last, within: .forever)
      .sink("result", to: JSONLinesSink())
  }

  struct BidderAuction: Record {
    var bidder = 0
    var auction = 0

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("bidder", &bidder)
      try field("auction", &auction)
    }
  }
}
