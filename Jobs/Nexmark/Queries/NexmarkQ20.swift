import Weir

/// Bids with their auctions: those of one category, whichever comes first.
struct NexmarkQ20: NexmarkQuery {
  static let name = "nexmark-q20"
  static let summary = "Nexmark: bids with their auction, for one category"
  var input = NexmarkInput()

  func define(on flow: JobBuilder) throws {
    input.events(flow)
      .filter { $0.person == nil }
      .keyed(by: { $0.auction?.id ?? $0.bid?.auction ?? 0 })
      .process("bids-with-auction", Expansion(category: 10))
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

  /// Joins bids with their auction; of auctions of other categories it only knows that they came.
  struct Expansion: KeyedProcessFunction {
    struct State: Record {
      var auction: Auction?
      var isOther = false
      /// Bids that came before their auction.
      var waiting: [Bid] = []

      mutating func fields(_ field: inout some FieldVisitor) throws {
        try field("auction", &auction)
        try field("isOther", &isOther)
        try field("waiting", &waiting)
      }
    }

    let category: Int

    func process(
      _ event: NexmarkEvent, state: inout State?, context: KeyedContext<Int, Row>
    ) {
      var known = state ?? State()
      if let auction = event.auction {
        let isSought = auction.category == category
        if isSought { for bid in known.waiting { context.emit(Row(bid: bid, auction: auction)) } }
        known = State(auction: isSought ? auction : nil, isOther: !isSought)
      } else if let bid = event.bid {
        if let auction = known.auction {
          context.emit(Row(bid: bid, auction: auction))
        } else if !known.isOther {
          known.waiting.append(bid)
        }
      }
      state = known
    }
  }
}
