import Weir

/// Average price: what auctions of each category sold for.
struct NexmarkQ04: NexmarkQuery {
  static let name = "nexmark-q04"
  static let summary = "Nexmark: the average winning price of each category"
  var input = NexmarkInput()

  func define(on flow: JobBuilder) throws {
    input.winningBids(flow)
      .keyed(by: \.auction.category)
      .window(.global)
      .aggregate("average", .count(), .sum(\.bid.price)) { category, _, count, total in
        Row(category: category, average: total / max(count, 1))
      }
      .sink("result", to: JSONLinesSink())
  }

  struct Row: Record {
    var category = 0
    var average = 0

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("id", &category)
      try field("final", &average)
    }
  }
}
