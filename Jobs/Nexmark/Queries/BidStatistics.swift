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

  /// Counts bids into ``BidStatistics``.
  struct Counting: AggregateFunction {
    struct Accumulator: Record {
      var bids = [0, 0, 0]
      /// The bands that each bidder bid in, a bit for each.
      var bidders: [Int: UInt8] = [:]
      /// The bands that there were bids in on each auction.
      var auctions: [Int: UInt8] = [:]

      mutating func fields(_ field: inout some FieldVisitor) throws {
        try field("bids", &bids)
        try field("bidders", &bidders)
        try field("auctions", &auctions)
      }
    }

    func makeAccumulator() -> Accumulator { Accumulator() }

    func add(_ bid: Bid, to accumulator: inout Accumulator) {
      let band = bid.price < 10_000 ? 0 : bid.price < 1_000_000 ? 1 : 2
      accumulator.bids[band] += 1
      accumulator.bidders[bid.bidder, default: 0] |= 1 << band
      accumulator.auctions[bid.auction, default: 0] |= 1 << band
    }

    func merge(_ other: Accumulator, into accumulator: inout Accumulator) {
      for band in 0..<3 { accumulator.bids[band] += other.bids[band] }
      accumulator.bidders.merge(other.bidders) { $0 | $1 }
      accumulator.auctions.merge(other.auctions) { $0 | $1 }
    }

    func result(of accumulator: Accumulator) -> BidStatistics {
      BidStatistics(
        bids: [accumulator.bids.reduce(0, +)] + accumulator.bids,
        bidders: Self.counts(accumulator.bidders), auctions: Self.counts(accumulator.auctions))
    }

    private static func counts(_ bands: [Int: UInt8]) -> [Int] {
      [bands.count] + (0..<3).map { band in bands.values.count { $0 & 1 << band != 0 } }
    }
  }
}
