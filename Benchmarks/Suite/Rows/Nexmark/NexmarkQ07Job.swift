import Weir

/// q07: the highest bids of every ten seconds.
struct NexmarkQ07Job: RowJob {
  static let name = "bench-nexmark-q07"
  private static let windowLength: Int64 = 10_000
  var events = 0
  var total = SharedTally()

  func define(on flow: JobBuilder) throws {
    LightGenerator.events(flow, events)
      .compactMap { $0.bid }
      .windowAll(.tumbling(every: .milliseconds(Self.windowLength)))
      .aggregate("highest", HighestBids()) { _, highest in highest }
      .flatMap { $0 }
      .sink("rows", to: TallySink(total) { $0.checksum })
  }

  func handWritten() -> Tally {
    let generator = LightGenerator()
    let function = HighestBids()
    var tally = Tally()
    var highest: [LightBid] = []
    var window: Int64 = 0
    generator.forEach(events) { event in
      guard case .bid(let bid) = event else { return }
      let now = bid.time.milliseconds / Self.windowLength
      if now != window {
        for bid in highest { tally.add(bid.checksum) }
        highest.removeAll(keepingCapacity: true)
        window = now
      }
      function.add(bid, to: &highest)
    }
    for bid in highest { tally.add(bid.checksum) }
    return tally
  }

  /// All bids that have the highest price.
  struct HighestBids: AggregateFunction {
    func makeAccumulator() -> [LightBid] { [] }

    @inline(__always) func add(_ bid: LightBid, to highest: inout [LightBid]) {
      if let price = highest.first?.price, price >= bid.price {
        if price == bid.price { highest.append(bid) }
      } else {
        highest.removeAll(keepingCapacity: true)
        highest.append(bid)
      }
    }

    func merge(_ other: [LightBid], into highest: inout [LightBid]) {
      for bid in other { add(bid, to: &highest) }
    }

    func result(of highest: [LightBid]) -> [LightBid] { highest }
  }
}
