import Weir

extension NexmarkInput {
  /// The winner of each auction that got a bid while it was open, when it has closed.
  func winningBids(_ flow: JobBuilder) -> DataStream<WinningBid> {
    let events = events(flow)
    return events.auctions
      .keyed(by: \.id)
      .connect(events.bids.keyed(by: \.auction))
      .process("winning-bids", WinningBids())
  }
}

/// Finds the highest bid of an auction, of equal ones the earliest, and forgets the auction when
/// time has passed its end.
///
/// A bid may come before its auction. It waits until no auction can come any more that was open at
/// its time.
struct WinningBids: KeyedCoProcessFunction {
  struct State: Record {
    var auction: Auction?
    var best: Bid?
    var waiting: [Bid] = []

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("auction", &auction)
      try field("best", &best)
      try field("waiting", &waiting)
    }

    mutating func consider(_ bid: Bid) {
      guard let start = auction?.dateTime, let end = auction?.expires, bid.dateTime >= start,
        bid.dateTime <= end
      else { return }
      if let price = best?.price, let time = best?.dateTime,
        price > bid.price || price == bid.price && time <= bid.dateTime
      {
        return
      }
      best = bid
    }
  }

  func processLeft(
    _ auction: Auction, state: inout State?, context: KeyedContext<Int, WinningBid>
  ) {
    var known = state ?? State()
    known.auction = auction
    for bid in known.waiting { known.consider(bid) }
    known.waiting = []
    state = known
    context.timers.register(at: auction.expires)
  }

  func processRight(
    _ bid: Bid, state: inout State?, context: KeyedContext<Int, WinningBid>
  ) {
    if state?.auction != nil {
      state?.consider(bid)
    } else {
      state = state ?? State()
      state?.waiting.append(bid)
      context.timers.register(at: bid.dateTime)
    }
  }

  func onTimer(
    _ timer: FiredTimer, state: inout State?, context: KeyedContext<Int, WinningBid>
  ) {
    if let auction = state?.auction {
      guard timer.time >= auction.expires else { return }
      if let best = state?.best { context.emit(WinningBid(auction: auction, bid: best)) }
      state = nil
    } else {
      state?.waiting.removeAll { $0.dateTime <= timer.time }
      if state?.waiting.isEmpty ?? false { state = nil }
    }
  }
}
