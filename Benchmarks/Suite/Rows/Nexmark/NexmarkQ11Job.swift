import Weir

/// q11: bids of each bidder in sessions with a gap of ten seconds.
struct NexmarkQ11Job: RowJob {
  static let name = "bench-nexmark-q11"
  private static let gap: Int64 = 10_000
  var events = 0
  var total = SharedTally()

  func define(on flow: JobBuilder) throws {
    LightGenerator.events(flow, events)
      .compactMap { $0.bid?.bidder }
      .keyed(by: { $0 })
      .window(.session(gap: .milliseconds(Self.gap)))
      .aggregate("sessions", .count()) { bidder, session, count in
        Row(bidder: bidder, count: Int64(count), start: session.start, end: session.end)
      }
      .sink("rows", to: TallySink(total) { $0.checksum })
  }

  private struct Session: BitwiseCopyable {
    var count: Int64 = 0
    var start: Int64 = 0
    var last: Int64 = 0
  }

  func handWritten() -> Tally {
    let generator = LightGenerator()
    var tally = Tally()
    var open = LoopTable(empty: Session())
    var kept = LoopTable(empty: Session())
    var nextSweep = Self.gap / 2
    func close(_ bidder: Int64, _ session: Session) {
      let row = Row(
        bidder: bidder, count: session.count, start: EventTime(milliseconds: session.start),
        end: EventTime(milliseconds: session.last + Self.gap))
      tally.add(row.checksum)
    }
    generator.forEach(events) { event in
      guard case .bid(let bid) = event else { return }
      let now = bid.time.milliseconds
      if now >= nextSweep {
        open.forEach { bidder, session in
          if session.last &+ Self.gap < now {
            close(bidder, session)
          } else {
            kept.slot(of: bidder).pointee = session
          }
        }
        open.removeAll()
        swap(&open, &kept)
        nextSweep = now + Self.gap / 2
      }
      let session = open.slot(of: bid.bidder)
      if session.pointee.count > 0, session.pointee.last &+ Self.gap < now {
        close(bid.bidder, session.pointee)
        session.pointee.count = 0
      }
      if session.pointee.count == 0 { session.pointee.start = now }
      session.pointee.count &+= 1
      session.pointee.last = now
    }
    open.forEach { close($0, $1) }
    return tally
  }

  struct Row: Record, BitwiseCopyable {
    var bidder: Int64 = 0
    var count: Int64 = 0
    var start = EventTime.zero
    var end = EventTime.zero

    init() {}
    @inline(__always) init(bidder: Int64, count: Int64, start: EventTime, end: EventTime) {
      self.bidder = bidder
      self.count = count
      self.start = start
      self.end = end
    }

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("bidder", &bidder)
      try field("count", &count)
      try field("start", &start)
      try field("end", &end)
    }

    var checksum: UInt64 { Mix.row(bidder, count, start.milliseconds, end.milliseconds) }
  }
}
