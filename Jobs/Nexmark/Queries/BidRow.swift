import Weir

/// A bid without its channel.
struct BidRow: Record {
  var auction = 0
  var bidder = 0
  var price = 0
  var dateTime = EventTime.zero
  var extra = ""

  init() {}

  init(_ bid: Bid) {
    auction = bid.auction
    bidder = bid.bidder
    price = bid.price
    dateTime = bid.dateTime
    extra = bid.extra
  }

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("auction", &auction)
    try field("bidder", &bidder)
    try field("price", &price)
    try field("dateTime", &dateTime)
    try field("extra", &extra)
  }
}
