import Weir

/// q00: every bid.
struct NexmarkQ00Job: RowJob {
  static let name = "bench-nexmark-q00"
  var events = 0
  var total = SharedTally()

  func define(on flow: JobBuilder) throws {
    LightGenerator.events(flow, events)
      .compactMap { $0.bid }
      .sink("rows", to: TallySink(total) { $0.checksum })
  }

  func handWritten() -> Tally {
    let generator = LightGenerator()
    var tally = Tally()
    generator.forEach(events) { event in
      if case .bid(let bid) = event { tally.add(bid.checksum) }
    }
    return tally
  }
}

/// q01: every bid with its price in another currency.
struct NexmarkQ01Job: RowJob {
  static let name = "bench-nexmark-q01"
  private static let rate: Int64 = 908
  var events = 0
  var total = SharedTally()

  func define(on flow: JobBuilder) throws {
    LightGenerator.events(flow, events)
      .compactMap { $0.bid }
      .map { bid in
        var bid = bid
        bid.price &*= Self.rate
        return bid
      }
      .sink("rows", to: TallySink(total) { $0.checksum })
  }

  func handWritten() -> Tally {
    let generator = LightGenerator()
    var tally = Tally()
    generator.forEach(events) { event in
      guard case .bid(var bid) = event else { return }
      bid.price &*= Self.rate
      tally.add(bid.checksum)
    }
    return tally
  }
}

/// q02: bids on every 123rd auction.
struct NexmarkQ02Job: RowJob {
  static let name = "bench-nexmark-q02"
  private static let step: Int64 = 123
  var events = 0
  var total = SharedTally()

  func define(on flow: JobBuilder) throws {
    LightGenerator.events(flow, events)
      .compactMap { $0.bid }
      .filter { $0.auction % Self.step == 0 }
      .map { Row($0) }
      .sink("rows", to: TallySink(total) { Mix.row($0.auction, $0.price) })
  }

  func handWritten() -> Tally {
    let generator = LightGenerator()
    var tally = Tally()
    generator.forEach(events) { event in
      if case .bid(let bid) = event, bid.auction % Self.step == 0 {
        tally.add(Mix.row(bid.auction, bid.price))
      }
    }
    return tally
  }

  struct Row: Record, BitwiseCopyable {
    var auction: Int64 = 0
    var price: Int64 = 0

    init() {}
    @inline(__always) init(_ bid: LightBid) {
      auction = bid.auction
      price = bid.price
    }

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("auction", &auction)
      try field("price", &price)
    }
  }
}
