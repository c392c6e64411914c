import Weir

/// Highest bid: the bids that cost as much as the highest of ten seconds.
struct NexmarkQ07: NexmarkQuery {
  static let name = "nexmark-q07"
  static let summary = "Nexmark: the highest bids of every ten seconds"
  var input = NexmarkInput()

  func define(on flow: JobBuilder) throws {
    let bids = input.bids(flow)
    let maxima =
      bids
      .keyed(by: { _ in 0 })
      .window(.tumbling(every: .seconds(10)))
      .aggregate("maximum", .max(\.price)) { _, window, price in
        Offer(price: price ?? 0, windowEnd: window.end)
      }
    bids
      .map { Offer(price: $0.price, bid: $0) }
      .union(maxima)
      .keyed(by: \.price)
      .process("highest", HighestBids())
      .sink("result", to: JSONLinesSink())
  }

  /// A bid, or the highest price of a window.
  struct Offer: Record {
    var price = 0
    var bid: Bid?
    var windowEnd: EventTime?

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("price", &price)
      try field("bid", &bid)
      try field("windowEnd", &windowEnd)
    }
  }

  struct Row: Record {
    var bid = BidRow()

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("auction", &bid.auction)
      try field("price", &bid.price)
      try field("bidder", &bid.bidder)
      try field("dateTime", &bid.dateTime)
      try field("extra", &bid.extra)
    }
  }

  /// Joins bids with the maxima of the windows that they lie in, both ends included.
  struct HighestBids: KeyedProcessFunction {
    struct State: Record {
      var bids: [Bid] = []
      var windowEnds: [EventTime] = []

      mutating func fields(_ field: inout some FieldVisitor) throws {
        try field("bids", &bids)
        try field("windowEnds", &windowEnds)
      }
    }

    private static let size = Duration.seconds(10)

    func process(_ offer: Offer, state: inout State?, context: KeyedContext<Int, Row>) {
      var known = state ?? State()
      if let bid = offer.bid {
        for end in known.windowEnds { match(bid, end, context) }
        known.bids.append(bid)
        context.timers.register(at: bid.dateTime + Self.size)
      } else if let end = offer.windowEnd {
        for bid in known.bids { match(bid, end, context) }
        known.windowEnds.append(end)
        context.timers.register(at: end)
      }
      state = known
    }

    func onTimer(_ timer: FiredTimer, state: inout State?, context: KeyedContext<Int, Row>) {
      guard var known = state else { return }
      known.bids.removeAll { $0.dateTime + Self.size <= timer.time }
      known.windowEnds.removeAll { $0 <= timer.time }
      state = known.bids.isEmpty && known.windowEnds.isEmpty ? nil : known
    }

    private func match(_ bid: Bid, _ end: EventTime, _ context: KeyedContext<Int, Row>) {
      guard bid.dateTime >= end - Self.size, bid.dateTime <= end else { return }
      context.emit(Row(bid: BidRow(bid)))
    }
  }
}
