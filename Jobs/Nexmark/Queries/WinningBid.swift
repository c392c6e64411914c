import Weir

/// An auction with the bid that won it.
struct WinningBid: Record {
  var auction = Auction()
  var bid = Bid()

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try auction.fields(&field)
    try field("auction", &bid.auction)
    try field("bidder", &bid.bidder)
    try field("price", &bid.price)
    try field("bid_dateTime", &bid.dateTime)
    try field("bid_extra", &bid.extra)
  }
}
