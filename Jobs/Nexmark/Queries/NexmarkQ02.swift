import Weir

/// Selection: the bids on some auctions.
struct NexmarkQ02: NexmarkQuery {
  static let name = "nexmark-q02"
  static let summary = "Nexmark: bids on every 123rd auction"
  var input = NexmarkInput()

  func define(on flow: JobBuilder) throws {
    input.bids(flow)
      .filter { $0.auction % 123 == 0 }
      .map { Row(auction: $0.auction, price: $0.price) }
      .sink("result", to: JSONLinesSink())
  }

  struct Row: Record {
    var auction = 0
    var price = 0

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("auction", &auction)
      try field("price", &price)
    }
  }
}
