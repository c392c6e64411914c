import Weir

/// The winning bids by hand, for events in the order of their times.
struct WinningBidsLoop {
  private struct Open {
    var auction: LightAuction
    var price: Int64
  }
  /// Auctions last at most so many milliseconds.
  private static let horizon = 512

  private(set) var tally = Tally()
  private var open: [Int64: Open] = [:]
  /// Bids of this millisecond whose auction is not there yet.
  private var waiting: [LightBid] = []
  /// The auctions that end in each of the next milliseconds, in turn.
  private var ends = [[Int64]](repeating: [], count: horizon)
  private var now: Int64 = 0
  private var sums: [Int64: (count: Int64, sum: Int64, checksum: UInt64)] = [:]

  /// Closes the auctions that ended before a time.
  mutating func advance(to time: Int64) {
    guard time != now else { return }
    waiting.removeAll(keepingCapacity: true)
    let last = min(time, now + Int64(Self.horizon))
    while now < last {
      let slot = Int(now) % Self.horizon
      for id in ends[slot] { close(id) }
      ends[slot].removeAll(keepingCapacity: true)
      now += 1
    }
    now = time
  }

  mutating func open(_ auction: LightAuction) {
    var entry = Open(auction: auction, price: 0)
    for bid in waiting where bid.auction == auction.id { entry.price = max(entry.price, bid.price) }
    open[auction.id] = entry
    ends[Int(auction.expires.milliseconds) % Self.horizon].append(auction.id)
  }

  mutating func take(_ bid: LightBid) {
    if let price = open[bid.auction]?.price {
      if bid.price > price { open[bid.auction]?.price = bid.price }
    } else {
      waiting.append(bid)
    }
  }

  private mutating func close(_ id: Int64) {
    guard let entry = open.removeValue(forKey: id), entry.price > 0 else { return }
    let category = entry.auction.category
    var total = sums[category] ?? (0, 0, 0)
    total.count &+= 1
    total.sum &+= entry.price
    let row = Mix.row(category, total.sum / total.count)
    tally.count &+= 1
    tally.checksum &+= row &- total.checksum
    total.checksum = row
    sums[category] = total
  }
}
