import Weir

/// Winning bids: every auction with its winner.
struct NexmarkQ09: NexmarkQuery {
  static let name = "nexmark-q09"
  static let summary = "Nexmark: the winning bid of each auction"
  var input = NexmarkInput()

  func define(on flow: JobBuilder) throws {
    input.winningBids(flow).sink("result", to: JSONLinesSink())
  }
}
