import Weir

/// How many bids, bidders and auctions there were, in all and in each of three bands of prices.
struct BidStatistics: Record {
  var bids = [0, 0, 0, 0]
  var bidders = [0, 0, 0, 0]
  var auctions = [0, 0, 0, 0]

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("total_bids", &bids[0])
    try field("rank1_bids", &bids[1])
    try field("rank2_bids", &bids[2])
    try field("rank3_bids", &bids[3])
    try field("total_bidders", &bidders[0])
    try field("rank1_bidders", &bidders[1])
    try field("rank2_bidders", &bidders[2])
    try field("rank3_bidders", &bidders[3])
    try field("total_auctions", &auctions[0])
    try field("rank1_auctions", &auctions[1])
    try field("rank2_auctions", &auctions[2])
    try field("rank3_auctions", &auctions[3])
  }

  /// All prices are in one of three bands.
  static var bands: Int { 3 }

  static func band(_ bid: Bid) -> Int { bid.price < 10_000 ? 0 : bid.price < 1_000_000 ? 1 : 2 }
}
