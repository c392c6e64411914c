import Weir

/// Log: every bid, in a directory for each minute.
struct NexmarkQ10: NexmarkQuery {
  static let name = "nexmark-q10"
  static let summary = "Nexmark: every bid, in files by the minute"
  var input = NexmarkInput()

  func define(on flow: JobBuilder) throws {
    input.bids(flow)
      .map { bid in
        Row(
          bid: BidRow(bid), day: QueryText.day(bid.dateTime),
          minute: QueryText.minute(bid.dateTime))
      }
      .sink("result", to: JSONLinesSink(buckets: .time(every: .minutes(1))))
  }

  struct Row: Record {
    var bid = BidRow()
    var day = ""
    var minute = ""

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try bid.fields(&field)
      try field("dt", &day)
      try field("hm", &minute)
    }
  }
}
