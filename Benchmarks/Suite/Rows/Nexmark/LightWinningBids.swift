import Weir

/// An auction, or a bid on one.
struct LightSide: Record, BitwiseCopyable {
  var auction: Int64 = 0
  var time = EventTime.zero
  /// When the auction ends; the end of time for a bid.
  var expires = EventTime.distantFuture
  /// The auction's category or the bid's price.
  var value: Int64 = 0

  init() {}

  /// Nil for a person.
  @inline(__always) init?(_ event: LightEvent) {
    switch event {
    case .bid(let bid):
      auction = bid.auction
      time = bid.time
      value = bid.price
    case .auction(let opened):
      auction = opened.id
      time = opened.time
      expires = opened.expires
      value = opened.category
    case .person: return nil
    }
  }

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("auction", &auction)
    try field("time", &time)
    try field("expires", &expires)
    try field("value", &value)
  }

  @inline(__always) var isBid: Bool { expires == .distantFuture }
}

/// Finds what each auction was sold for and forgets it when time has passed its end.
///
/// A bid may come before its auction. It waits until no auction can come any more that was open at
/// its time.
struct LightWinningBids: KeyedProcessFunction {
  struct Waiting: Record, BitwiseCopyable {
    var time = EventTime.zero
    var price: Int64 = 0

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("time", &time)
      try field("price", &price)
    }
  }

  struct State: Record {
    var isOpen = false
    var opened = EventTime.zero
    var expires = EventTime.zero
    var category: Int64 = 0
    /// The highest valid bid's; 0 while there is none.
    var price: Int64 = 0
    /// Empty once the auction is there.
    var waiting: [Waiting] = []

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("open", &isOpen)
      try field("opened", &opened)
      try field("expires", &expires)
      try field("category", &category)
      try field("price", &price)
      try field("waiting", &waiting)
    }

    mutating func open(_ auction: LightSide) {
      isOpen = true
      opened = auction.time
      expires = auction.expires
      category = auction.value
      for bid in waiting { consider(bid.time, bid.price) }
      waiting = []
    }

    @inline(__always) mutating func consider(_ time: EventTime, _ bid: Int64) {
      if bid > price, time >= opened, time <= expires { price = bid }
    }
  }

  @inline(__always) func process(
    _ side: LightSide, state: inout State?, context: KeyedContext<Int64, LightSale>
  ) {
    if !side.isBid {
      if state == nil { state = State() }
      state?.open(side)
      context.timers.register(at: side.expires)
    } else if state?.isOpen ?? false {
      state?.consider(side.time, side.value)
    } else if side.time > context.watermark {
      if state == nil {
        state = State()
        context.timers.register(at: side.time)
      }
      state?.waiting.append(Waiting(time: side.time, price: side.value))
    }
  }

  @inline(__always) func onTimer(
    _ timer: FiredTimer, state: inout State?, context: KeyedContext<Int64, LightSale>
  ) {
    if state?.isOpen ?? false {
      guard let end = state?.expires, timer.time >= end else { return }
      if let category = state?.category, let price = state?.price, price > 0 {
        context.emit(LightSale(category: category, price: price))
      }
      state = nil
    } else {
      let watermark = context.watermark
      state?.waiting.removeAll { $0.time <= watermark }
      if let next = state?.waiting.first {
        context.timers.register(at: next.time)
      } else {
        state = nil
      }
    }
  }
}
