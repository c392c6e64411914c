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
      .aggregate("top", TopBids(limit: 10)) { _, _, bids in
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

  /// The highest bids, in their order.
  struct TopBids: AggregateFunction {
    let limit: Int

    func makeAccumulator() -> [Bid] { [] }

    func add(_ bid: Bid, to top: inout [Bid]) {
      let place = top.firstIndex { $0.price < bid.price } ?? top.count
      guard place < limit else { return }
      if top.count == limit { top.removeLast() }
      top.insert(bid, at: place)
    }

    func merge(_ other: [Bid], into top: inout [Bid]) {
      for bid in other { add(bid, to: &top) }
    }

    func result(of top: [Bid]) -> [Bid] { top }
  }
}
