import Weir

/// Directories: bids with the parts of their address.
struct NexmarkQ22: NexmarkQuery {
  static let name = "nexmark-q22"
  static let summary = "Nexmark: bids with the directories of their address"
  var input = NexmarkInput()

  func define(on flow: JobBuilder) throws {
    input.bids(flow)
      .map { Row($0) }
      .sink("result", to: JSONLinesSink())
  }

  struct Row: Record {
    var bid = Bid()
    /// Empty where the address has no such part.
    var directories = ["", "", ""]

    init() {}

    init(_ bid: Bid) {
      self.bid = bid
      let parts = bid.url.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
      for (index, part) in parts.dropFirst(3).prefix(3).enumerated() {
        directories[index] = String(Substring(part))
      }
    }

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("auction", &bid.auction)
      try field("bidder", &bid.bidder)
      try field("price", &bid.price)
      try field("channel", &bid.channel)
      try field("dir1", &directories[0])
      try field("dir2", &directories[1])
      try field("dir3", &directories[2])
    }
  }
}
