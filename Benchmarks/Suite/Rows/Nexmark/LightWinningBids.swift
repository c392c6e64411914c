import Weir

/// Finds what each auction was sold for and forgets it when time has passed its end.
///
/// A bid may come before its auction. It waits until no auction can come any more that was open at
/// its time.
struct LightWinningBids: KeyedCoProcessFunction {
  struct State: Record {
    var auction: LightAuction?
    /// The highest valid bid's; 0 while there is none.
    var price: Int64 = 0
    var waiting: [LightBid] = []

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("auction", &auction)
      try field("price", &price)
      try field("waiting", &waiting)
    }

    @inline(__always) mutating func consider(_ bid: LightBid) {
      guard let auction, bid.time >= auction.time, bid.time <= auction.expires else { return }
      if bid.price > price { price = bid.price }
    }
  }

  func processLeft(
    _ auction: LightAuction, state: inout State?, context: KeyedContext<Int64, LightSale>
  ) {
    var known = state ?? State()
    known.auction = auction
    for bid in known.waiting { known.consider(bid) }
    known.waiting = []
    state = known
    context.timers.register(at: auction.expires)
  }

  func processRight(
    _ bid: LightBid, state: inout State?, context: KeyedContext<Int64, LightSale>
  ) {
    if state?.auction != nil {
      state?.consider(bid)
    } else if bid.time > context.watermark {
      if state == nil { state = State() }
      state?.waiting.append(bid)
      context.timers.register(at: bid.time)
    }
  }

  func onTimer(
    _ timer: FiredTimer, state: inout State?, context: KeyedContext<Int64, LightSale>
  ) {
    if let auction = state?.auction {
      guard timer.time >= auction.expires else { return }
      if let price = state?.price, price > 0 {
        context.emit(LightSale(category: auction.category, price: price))
      }
      state = nil
    } else {
      state?.waiting.removeAll { $0.time <= timer.time }
      if state?.waiting.isEmpty ?? false { state = nil }
    }
  }
}

/// The same by hand, for events in the order of their times.
struct WinningBidsLoop {
  private struct Open {
    var auction: LightAuction
    var price: Int64
  }
  /// Auctions last at most so many milliseconds.
  private static let horizon = 512

  private(set) var tally = Tally()
  private var open: [Int64: Open] = [:]
  /// Bids of this millisecond whose auction is not there yet.
  private var waiting: [LightBid] = []
  /// The auctions that end in each of the next milliseconds, in turn.
  private var ends = [[Int64]](repeating: [], count: horizon)
  private var now: Int64 = 0
  private var sums: [Int64: (count: Int64, sum: Int64, checksum: UInt64)] = [:]

  /// Closes the auctions that ended before a time.
  mutating func advance(to time: Int64) {
    guard time != now else { return }
    waiting.removeAll(keepingCapacity: true)
    let last = min(time, now + Int64(Self.horizon))
    while now < last {
      let slot = Int(now) % Self.horizon
      for id in ends[slot] { close(id) }
      ends[slot].removeAll(keepingCapacity: true)
      now += 1
    }
    now = time
  }

  mutating func open(_ auction: LightAuction) {
    var entry = Open(auction: auction, price: 0)
    for bid in waiting where bid.auction == auction.id { entry.price = max(entry.price, bid.price) }
    open[auction.id] = entry
    ends[Int(auction.expires.milliseconds) % Self.horizon].append(auction.id)
  }

  mutating func take(_ bid: LightBid) {
    if let price = open[bid.auction]?.price {
      if bid.price > price { open[bid.auction]?.price = bid.price }
    } else {
      waiting.append(bid)
    }
  }

  private mutating func close(_ id: Int64) {
    guard let entry = open.removeValue(forKey: id), entry.price > 0 else { return }
    let category = entry.auction.category
    var total = sums[category] ?? (0, 0, 0)
    total.count &+= 1
    total.sum &+= entry.price
    let row = Mix.row(category, total.sum / total.count)
    tally.count &+= 1
    tally.checksum &+= row &- total.checksum
    total.checksum = row
    sums[category] = total
  }
}
