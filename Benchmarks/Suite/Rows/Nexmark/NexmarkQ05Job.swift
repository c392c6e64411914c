import Weir

/// q05: in windows of ten seconds every two, the auctions with the most bids.
struct NexmarkQ05Job: RowJob {
  static let name = "bench-nexmark-q05"
  private static let slide: Int64 = 2000
  private static let slicesPerWindow = 5
  var events = 0
  var total = SharedTally()

  func define(on flow: JobBuilder) throws {
    LightGenerator.events(flow, events)
      .compactMap { $0.bid?.auction }
      .keyed(by: { $0 })
      .window(.sliding(size: .seconds(10), every: .seconds(2)))
      .aggregate("bids", .count()) { auction, window, count in
        Row(auction: auction, count: Int64(count), start: window.start)
      }
      // A window's counts have its last moment as their time, and no other window ends then.
      .windowAll(.tumbling(every: .seconds(2)))
      .aggregate("hottest", MostBids()) { _, hottest in hottest }
      .flatMap { $0 }
      .sink("rows", to: TallySink(total) { $0.checksum })
  }

  func handWritten() -> Tally {
    let generator = LightGenerator()
    var tally = Tally()
    var slices: [LoopTable<Int64>] = [LoopTable(empty: 0)]
    var slice: Int64 = 0
    let whole = LoopTable<Int64>(empty: 0)
    /// The window that ends with the slice.
    func fire() {
      for slice in slices { slice.forEach { whole.slot(of: $0).pointee &+= $1 } }
      var most: Int64 = 0
      whole.forEach { most = max(most, $1) }
      let start = EventTime(milliseconds: (slice &+ 1 - Int64(Self.slicesPerWindow)) * Self.slide)
      whole.forEach { auction, count in
        if count == most { tally.add(Row(auction: auction, count: count, start: start).checksum) }
      }
      whole.removeAll()
      slice += 1
      slices.append(LoopTable(empty: 0))
      if slices.count > Self.slicesPerWindow { slices.removeFirst() }
    }
    generator.forEach(events) { event in
      guard case .bid(let bid) = event else { return }
      while bid.time.milliseconds / Self.slide > slice { fire() }
      slices[slices.count - 1].slot(of: bid.auction).pointee &+= 1
    }
    for _ in 0..<Self.slicesPerWindow { fire() }
    return tally
  }

  struct Row: Record, BitwiseCopyable {
    var auction: Int64 = 0
    var count: Int64 = 0
    var start = EventTime.zero

    init() {}
    @inline(__always) init(auction: Int64, count: Int64, start: EventTime) {
      self.auction = auction
      self.count = count
      self.start = start
    }

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("auction", &auction)
      try field("count", &count)
      try field("start", &start)
    }

    var checksum: UInt64 { Mix.row(auction, count, start.milliseconds) }
  }

  /// All auctions that have the greatest count.
  struct MostBids: AggregateFunction {
    func makeAccumulator() -> [Row] { [] }

    @inline(__always) func add(_ row: Row, to hottest: inout [Row]) {
      if let greatest = hottest.first?.count, greatest >= row.count {
        if greatest == row.count { hottest.append(row) }
      } else {
        hottest.removeAll(keepingCapacity: true)
        hottest.append(row)
      }
    }

    func merge(_ other: [Row], into hottest: inout [Row]) {
      for row in other { add(row, to: &hottest) }
    }

    func result(of hottest: [Row]) -> [Row] { hottest }
  }
}
