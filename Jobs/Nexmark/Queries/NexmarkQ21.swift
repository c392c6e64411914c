import Weir

/// Channel id: bids with the number of their channel, known or from the address.
struct NexmarkQ21: NexmarkQuery {
  static let name = "nexmark-q21"
  static let summary = "Nexmark: bids with the id of their channel"
  var input = NexmarkInput()

  func define(on flow: JobBuilder) throws {
    input.bids(flow)
      .compactMap { bid in Self.channelID(bid).map { Row(bid: bid, channelID: $0) } }
      .sink("result", to: JSONLinesSink())
  }

  private static func channelID(_ bid: Bid) -> String? {
    switch bid.channel.lowercased() {
    case "apple": "0"
    case "google": "1"
    case "facebook": "2"
    case "baidu": "3"
    default:
      bid.url.utf8.split(separator: UInt8(ascii: "&"))
        .first { $0.starts(with: "channel_id=".utf8) }
        .map { String(Substring($0.dropFirst("channel_id=".utf8.count))) }
    }
  }

  struct Row: Record {
    var bid = Bid()
    var channelID = ""

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("auction", &bid.auction)
      try field("bidder", &bid.bidder)
      try field("price", &bid.price)
      try field("channel", &bid.channel)
      try field("channel_id", &channelID)
    }
  }
}
