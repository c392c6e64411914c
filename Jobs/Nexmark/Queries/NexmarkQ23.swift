import Weir

/// Three-way join: bids with the person who made them and every auction of that person.
struct NexmarkQ23: NexmarkQuery {
  static let name = "nexmark-q23"
  static let summary = "Nexmark: bids with their bidder and the bidder's auctions"
  var input = NexmarkInput()

  func define(on flow: JobBuilder) throws {
    let events = input.events(flow)
    events.bids
      .keyed(by: \.bidder)
      .join(
        "bidders", with: events.persons.keyed(by: \.id), retention: .forever, uniqueOther: true
      ) { bid, person in Row(bid: bid, person: person) }
      .keyed(by: \.person.id)
      .join("joined", with: events.auctions.keyed(by: \.seller), retention: .forever) {
        row, auction in Row(bid: row.bid, person: row.person, auction: auction)
      }
      .sink("result", to: JSONLinesSink())
  }

  struct Row: Record {
    var bid = Bid()
    var person = Person()
    var auction = Auction()

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("bidder", &bid.bidder)
      try field("price", &bid.price)
      try field("channel", &bid.channel)
      try field("url", &bid.url)
      try field("bid_extra", &bid.extra)
      try field("person_id", &person.id)
      try field("name", &person.name)
      try field("emailAddress", &person.emailAddress)
      try field("creditCard", &person.creditCard)
      try field("city", &person.city)
      try field("state", &person.state)
      try field("person_extra", &person.extra)
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
