import Weir

/// User sessions: how often each bidder bid without a pause of ten seconds.
struct NexmarkQ11: NexmarkQuery {
  static let name = "nexmark-q11"
  static let summary = "Nexmark: bids in each session of each bidder"
  var input = NexmarkInput()

  func define(on flow: JobBuilder) throws {
    input.bids(flow)
      .keyed(by: \.bidder)
      .window(.session(gap: .seconds(10)))
      .aggregate("sessions", .count()) { bidder, session, count in
        Row(bidder: bidder, count: count, start: session.start, end: session.end)
      }
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
}
