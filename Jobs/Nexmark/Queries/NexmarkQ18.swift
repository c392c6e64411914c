import Weir

/// Last bid: the latest bid of each bidder on each auction, of equal times the one that came last.
struct NexmarkQ18: NexmarkQuery {
  static let name = "nexmark-q18"
  static let summary = "Nexmark: the last bid of each bidder on each auction"
  var input = NexmarkInput()

  func define(on flow: JobBuilder) throws {
    input.bids(flow)
      .keyed(by: { BidderAuction(bidder: $0.bidder, auction: $0.auction) })
      .window(.global)
      .aggregate("last", LastBid()) { _, _, bid in bid }
      .compactMap { $0 }
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

  struct LastBid: AggregateFunction {
    func makeAccumulator() -> Bid? { nil }

    func add(_ bid: Bid, to last: inout Bid?) {
      if let last, last.dateTime > bid.dateTime { return }
      last = bid
    }

    func merge(_ other: Bid?, into last: inout Bid?) {
      if let other { add(other, to: &last) }
    }

    func result(of last: Bid?) -> Bid? { last }
  }
}
