import Weir

/// Bids with their auctions: those of one category, whichever comes first.
struct NexmarkQ20: NexmarkQuery {
  static let name = "nexmark-q20"
  static let summary = "Nexmark: bids with their auction, for one category"
  var input = NexmarkInput()

  func define(on flow: JobBuilder) throws {
    let events = input.events(flow)
    // Auctions of other categories are joined too: a bid waits no longer than for its auction.
    events.bids
      .keyed(by: \.auction)
      .join(
        "bids-with-auction", with: events.auctions.keyed(by: \.id), retention: .forever,
        uniqueOther: true
      ) { bid, auction in auction.category == 10 ? Row(bid: bid, auction: auction) : nil }
      .compactMap { $0 }
      .sink("result", to: JSONLinesSink())
  }

  struct Row: Record {
    var bid = Bid()
    var auction = Auction()

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("auction", &bid.auction)
      try field("bidder", &bid.bidder)
      try field("price", &bid.price)
      try field("channel", &bid.channel)
      try field("url", &bid.url)
      try field("bid_dateTime", &bid.dateTime)
      try field("bid_extra", &bid.extra)
      try field("itemName", &auction.itemName)
      try field("description", &auction.description)
      try field("initialBid", &auction.initialBid)
      try field("reserve", &auction.reserve)
      try field("auction_dateTime", &auction.dateTime)
      try field("expires", &auction.expires)
      try field("seller", &auction.seller)
      try field("category", &auction.category)
      try field("auction_extra", &auction.extra)
    }
  }
}
