import Weir
import WeirJobs

/// Nexmark's bids, each with its auction when that was opened in the ten seconds before.
struct NewAuctionBidsJob: Job {
  static let name = "bench-new-auction-bids"

  var eventsPerSecond = 10_000
  var gate = NexmarkGate()

  init() {}

  init(eventsPerSecond: Int, gate: NexmarkGate) {
    self.eventsPerSecond = eventsPerSecond
    self.gate = gate
  }

  func define(on flow: JobBuilder) throws {
    let events = flow.source(
      "events",
      NexmarkSource(
        NexmarkParameters(eventsPerSecond: eventsPerSecond), splitCount: 1, gate: gate)
    )
    .eventTime(\.dateTime, watermarks: .boundedOutOfOrderness(.seconds(4)))
    let auctions = events.compactMap { $0.auction }
    events.compactMap { $0.bid }
      .keyed(by: \.auction)
      .intervalJoin(
        "new-auctions", with: auctions.keyed(by: \.id), from: .seconds(-10), to: .zero
      ) { bid, auction in
        Row(auction: auction.id, seller: auction.seller, price: bid.price)
      }
      .sink("result", to: DiscardingSink())
  }

  struct Row: Record {
    var auction = 0
    var seller = 0
    var price = 0

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("auction", &auction)
      try field("seller", &seller)
      try field("price", &price)
    }
  }
}
