import Weir

/// Processing-time windows: how often each bidder bid in ten seconds of the wall clock.
///
/// The counts depend on when the events are processed; each bidder's sum over all windows does not.
struct NexmarkQ12: NexmarkQuery {
  static let name = "nexmark-q12"
  static let summary = "Nexmark: bids of each bidder in ten seconds of the wall clock"
  var input = NexmarkInput()

  func define(on flow: JobBuilder) throws {
    input.bids(flow)
      .keyed(by: \.bidder)
      .process("windows", ClockWindows())
      .sink("result", to: JSONLinesSink())
  }

  struct Row: Record {
    var bidder = 0
    var count = 0
    var start = EventTime.zero
    var end = EventTime.zero

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("bidder", &bidder)
      try field("bid_count", &count)
      try field("starttime", &start)
      try field("endtime", &end)
    }
  }

  /// Counts up to the end of the window on the clock, or of the input.
  struct ClockWindows: KeyedProcessFunction {
    private static let size: Int64 = 10_000

    func process(_ bid: Bid, state: inout Row?, context: KeyedContext<Int, Row>) {
      let start = AlignedTime.floor(context.processingTime.milliseconds, Self.size)
      let window = EventTime(milliseconds: start)
      var row = state ?? Row(bidder: bid.bidder, start: window, end: window + .seconds(10))
      if row.start != window {
        context.emit(row)
        row = Row(bidder: bid.bidder, start: window, end: window + .seconds(10))
      }
      row.count += 1
      state = row
      context.timers.register(at: ProcessingTime(milliseconds: row.end.milliseconds))
      context.timers.register(at: EventTime.distantFuture)
    }

    func onTimer(_ timer: FiredTimer, state: inout Row?, context: KeyedContext<Int, Row>) {
      guard let row = state, timer.time >= row.end else { return }
      context.emit(row)
      state = nil
    }
  }
}
