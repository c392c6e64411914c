import Weir

/// Three-way join: bids with the person who made them and every auction of that person.
struct NexmarkQ23: NexmarkQuery {
  static let name = "nexmark-q23"
  static let summary = "Nexmark: bids with their bidder and the bidder's auctions"
  var input = NexmarkInput()

  func define(on flow: JobBuilder) throws {
    input.events(flow)
      .keyed(by: { event in
        switch event {
        case .person(let person): person.id
        case .auction(let auction): auction.seller
        case .bid(let bid): bid.bidder
        }
      })
      .process("joined", ThreeWayJoin())
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

  /// Keeps everything of a person, because anything may come next.
  struct ThreeWayJoin: KeyedProcessFunction {
    struct State: Record {
      var person: Person?
      var auctions: [Auction] = []
      var bids: [Bid] = []

      mutating func fields(_ field: inout some FieldVisitor) throws {
        try field("person", &person)
        try field("auctions", &auctions)
        try field("bids", &bids)
      }
    }

    func process(_ event: NexmarkEvent, state: inout State?, context: KeyedContext<Int, Row>) {
      var known = state ?? State()
      var (auctions, bids) = (known.auctions, known.bids)
      switch event {
      case .person(let person): known.person = person
      case .auction(let auction):
        known.auctions.append(auction)
        auctions = [auction]
      case .bid(let bid):
        known.bids.append(bid)
        bids = [bid]
      }
      if let person = known.person {
        for auction in auctions {
          for bid in bids { context.emit(Row(bid: bid, person: person, auction: auction)) }
        }
      }
      state = known
    }
  }
}
