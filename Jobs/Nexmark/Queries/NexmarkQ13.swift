import Weir

/// Bounded side input: every bid with what a table says of its auction.
struct NexmarkQ13: NexmarkQuery {
  static let name = "nexmark-q13"
  static let summary = "Nexmark: every bid with a value from a table"
  var input = NexmarkInput()
  /// Nothing: the table of the official suite, which gives each number as a text.
  var sideInput = ""

  mutating func parameters(_ p: inout some ParameterVisitor) throws {
    try input.parameters(&p)
    try p("side-input", &sideInput, help: "file of lines KEY,VALUE; empty: keys 0 to 9999")
  }

  func define(on flow: JobBuilder) throws {
    // All of the table holds before the first bid, and bids wait until it is read to its end.
    let table = table(flow).eventTime({ _ in .earliestEvent }, watermarks: .monotonous)
    input.bids(flow)
      .keyed(by: { $0.auction % 10_000 })
      .temporalJoin("side-input", asOf: table.keyed(by: \.key)) { bid, entry in
        Row(bid: BidRow(bid), value: entry.value)
      }
      .sink("result", to: JSONLinesSink())
  }

  private func table(_ flow: JobBuilder) -> DataStream<Entry> {
    sideInput.isEmpty
      ? flow.source(
        "table",
        GeneratorSource(
          count: 10_000, SequenceGenerator { Entry(key: Int($0), value: "\($0)") }))
      : flow.source("table", TextFileSource(sideInput)).compactMap { Entry(line: $0) }
  }

  /// A line of the table.
  struct Entry: Record {
    var key = 0
    var value = ""

    init() {}

    init(key: Int, value: String) {
      self.key = key
      self.value = value
    }

    /// Nil for a line without a number before its comma.
    init?(line: String) {
      guard let comma = line.firstIndex(of: ","), let key = Int(line[..<comma]) else { return nil }
      self.init(key: key, value: String(line[line.index(after: comma)...]))
    }

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("key", &key)
      try field("value", &value)
    }
  }

  struct Row: Record {
    var bid = BidRow()
    var value = ""

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("auction", &bid.auction)
      try field("bidder", &bid.bidder)
      try field("price", &bid.price)
      try field("dateTime", &bid.dateTime)
      try field("value", &value)
    }
  }
}
