import Weir

/// q04: the average winning price of each category.
struct NexmarkQ04Job: RowJob {
  static let name = "bench-nexmark-q04"
  var events = 0
  var total = SharedTally()

  func define(on flow: JobBuilder) throws {
    LightGenerator.events(flow, events)
      .compactMap { LightSide($0) }
      .keyed(by: { $0.auction })
      .process("winning-bids", LightWinningBids())
      .keyed(by: { $0.category })
      .aggregate("average", PriceAverage()) { category, average in
        Row(category: category, average: average)
      }
      .sink("rows", to: TableTallySink(total))
  }

  func handWritten() -> Tally {
    let generator = LightGenerator()
    var loop = WinningBidsLoop()
    generator.forEach(events) { event in
      loop.advance(to: event.time.milliseconds)
      switch event {
      case .auction(let auction): loop.open(auction)
      case .bid(let bid): loop.take(bid)
      case .person: return
      }
    }
    loop.advance(to: .max)
    return loop.tally
  }

  struct Row: Record, BitwiseCopyable {
    var category: Int64 = 0
    var average: Int64 = 0

    init() {}
    @inline(__always) init(category: Int64, average: Int64) {
      self.category = category
      self.average = average
    }

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("category", &category)
      try field("average", &average)
    }

    var checksum: UInt64 { Mix.row(category, average) }
  }
}

/// The price that an auction was sold for.
struct LightSale: Record, BitwiseCopyable {
  var category: Int64 = 0
  var price: Int64 = 0

  init() {}
  @inline(__always) init(category: Int64, price: Int64) {
    self.category = category
    self.price = price
  }

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("category", &category)
    try field("price", &price)
  }
}

struct PriceAverage: AggregateFunction {
  struct Accumulator: Record, BitwiseCopyable {
    var count: Int64 = 0
    var sum: Int64 = 0

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("count", &count)
      try field("sum", &sum)
    }
  }

  func makeAccumulator() -> Accumulator { Accumulator() }
  func add(_ sale: LightSale, to total: inout Accumulator) {
    total.count &+= 1
    total.sum &+= sale.price
  }
  func merge(_ other: Accumulator, into total: inout Accumulator) {
    total.count &+= other.count
    total.sum &+= other.sum
  }
  func result(of total: Accumulator) -> Int64 { total.sum / Swift.max(1, total.count) }
}
