import Weir

/// Average selling price: for each sale, over it and the seller's ten sales before it.
///
/// The sales are ordered by the time of the winning bid, so there are results only when all are
/// known.
struct NexmarkQ06: NexmarkQuery {
  static let name = "nexmark-q06"
  static let summary = "Nexmark: the moving average of each seller's prices"
  var input = NexmarkInput()

  func define(on flow: JobBuilder) throws {
    input.winningBids(flow)
      .keyed(by: \.auction.seller)
      .window(.global)
      .aggregate("sales", .collect { Sale($0) }) { seller, _, sales in
        Self.averages(seller, sales)
      }
      .flatMap { $0 }
      .sink("result", to: JSONLinesSink())
  }

  private static func averages(_ seller: Int, _ sales: [Sale]) -> [Row] {
    let sales = sales.sorted { ($0.time, $0.auction) < ($1.time, $1.auction) }
    return sales.indices.map { index in
      let window = sales[max(0, index - 10)...index]
      return Row(seller: seller, average: window.reduce(0) { $0 + $1.price } / window.count)
    }
  }

  struct Sale: Record {
    var time = EventTime.zero
    var auction = 0
    var price = 0

    init() {}

    init(_ winner: WinningBid) {
      time = winner.bid.dateTime
      auction = winner.auction.id
      price = winner.bid.price
    }

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("time", &time)
      try field("auction", &auction)
      try field("price", &price)
    }
  }

  struct Row: Record {
    var seller = 0
    var average = 0

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("seller", &seller)
      try field("avg_price", &average)
    }
  }
}
