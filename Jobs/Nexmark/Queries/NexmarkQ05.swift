import Weir

/// Hot items: in each window the auctions with the most bids.
struct NexmarkQ05: NexmarkQuery {
  static let name = "nexmark-q05"
  static let summary = "Nexmark: the auctions with the most bids, every two seconds"
  var input = NexmarkInput()

  func define(on flow: JobBuilder) throws {
    input.bids(flow)
      .keyed(by: \.auction)
      .window(.sliding(size: .seconds(10), every: .seconds(2)))
      .aggregate("bids", .count()) { auction, window, count in
        BidCount(window: window.start, auction: auction, count: count)
      }
      // A window's counts have its last moment as their time, and no other window ends then.
      .keyed(by: \.window)
      .window(.tumbling(every: .seconds(2)))
      .aggregate("hottest", MostBids()) { _, _, hottest in hottest }
      .flatMap { $0 }
      .sink("result", to: JSONLinesSink())
  }

  struct BidCount: Record {
    var window = EventTime.zero
    var auction = 0
    var count = 0

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("window", &window)
      try field("auction", &auction)
      try field("count", &count)
    }
  }

  struct Row: Record {
    var auction = 0
    var count = 0

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("auction", &auction)
      try field("num", &count)
    }
  }

  /// All auctions that have the greatest count.
  struct MostBids: AggregateFunction {
    func makeAccumulator() -> [Row] { [] }

    func add(_ input: BidCount, to hottest: inout [Row]) {
      merge([Row(auction: input.auction, count: input.count)], into: &hottest)
    }

    func merge(_ other: [Row], into hottest: inout [Row]) {
      guard let count = other.first?.count else { return }
      if let greatest = hottest.first?.count, greatest >= count {
        if greatest == count { hottest += other }
      } else {
        hottest = other
      }
    }

    func result(of hottest: [Row]) -> [Row] { hottest }
  }
}
