import Weir

/// Pass through: every bid.
struct NexmarkQ00: NexmarkQuery {
  static let name = "nexmark-q00"
  static let summary = "Nexmark: every bid"
  var input = NexmarkInput()

  func define(on flow: JobBuilder) throws {
    input.bids(flow)
      .map { BidRow($0) }
      .sink("result", to: JSONLinesSink())
  }
}
