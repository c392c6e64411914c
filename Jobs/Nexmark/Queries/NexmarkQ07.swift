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
        Maximum(price: price ?? 0, windowEnd: window.end)
      }
    bids
      .keyed(by: \.price)
      .connect(maxima.keyed(by: \.price))
      .process("highest", HighestBids())
      .sink("result", to: JSONLinesSink())
  }

  /// The highest price of a window.
  struct Maximum: Record {
    var price = 0
    var windowEnd = EventTime.zero

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("price", &price)
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

  /// Joins bids with the maxima of the windows that they lie in, both ends included. Bids that are
  /// late for their window take part, which an interval join would refuse: maxima stay a while for
  /// them. A bid itself waits no longer than for the last window that it lies in.
  struct HighestBids: KeyedCoProcessFunction {
    struct State: Record {
      var bids: [BidRow] = []
      var windowEnds: [EventTime] = []

      mutating func fields(_ field: inout some FieldVisitor) throws {
        try field("bids", &bids)
        try field("windowEnds", &windowEnds)
      }
    }

    private static let size = Duration.seconds(10)
    /// How much later than its window a bid may come.
    private static let lateness = Duration.minutes(10)

    func processLeft(_ bid: Bid, state: inout State?, context: KeyedContext<Int, Row>) {
      let (row, end) = (BidRow(bid), bid.dateTime + Self.size)
      for windowEnd in state?.windowEnds ?? [] { match(row, windowEnd, context) }
      // All its windows have given their maxima.
      if end <= context.watermark { return }
      state = state ?? State()
      state?.bids.append(row)
      context.timers.register(at: end)
    }

    func processRight(_ maximum: Maximum, state: inout State?, context: KeyedContext<Int, Row>) {
      for bid in state?.bids ?? [] { match(bid, maximum.windowEnd, context) }
      state = state ?? State()
      state?.windowEnds.append(maximum.windowEnd)
      context.timers.register(at: maximum.windowEnd + Self.lateness)
    }

    func onTimer(_ timer: FiredTimer, state: inout State?, context: KeyedContext<Int, Row>) {
      state?.bids.removeAll { $0.dateTime + Self.size <= timer.time }
      state?.windowEnds.removeAll { $0 + Self.lateness <= timer.time }
      if let known = state, known.bids.isEmpty, known.windowEnds.isEmpty { state = nil }
    }

    private func match(_ bid: BidRow, _ end: EventTime, _ context: KeyedContext<Int, Row>) {
      guard bid.dateTime >= end - Self.size, bid.dateTime <= end else { return }
      context.emit(Row(bid: bid))
    }
  }
}
