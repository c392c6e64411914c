import Weir

/// Top bids: the ten highest bids on each auction, of equal ones those that came first.
struct NexmarkQ19: NexmarkQuery {
  static let name = "nexmark-q19"
  static let summary = "Nexmark: the ten highest bids on each auction"
  var input = NexmarkInput()

  func define(on flow: JobBuilder) throws {
    input.bids(flow)
      .keyed(by: \.auction)
      .window(.global)
      .aggregate("top", .top(10, by: \.price)) { _, _, bids in
        bids.enumerated().map { Row(bid: $1, rank: $0 + 1) }
      }
      .flatMap { $0 }
      .sink("result", to: JSONLinesSink())
  }

  struct Row: Record {
    var bid = Bid()
    /// 1 for the highest.
    var rank = 0

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try bid.fields(&field)
      try field("rank_number", &rank)
    }
  }
}
