import Weir

/// The winning bids by hand, for events in the order of their times.
struct WinningBidsLoop {
  /// An auction that goes on, with its highest bid so far.
  private struct Open: BitwiseCopyable {
    var category: Int64 = 0
    var price: Int64 = 0
  }
  private struct Sales: BitwiseCopyable {
    var count: Int64 = 0
    var sum: Int64 = 0
    /// Of the category's last row.
    var checksum: UInt64 = 0
  }
  /// Auctions last at most so many milliseconds.
  private static let horizon = 512

  private(set) var tally = Tally()
  private let open = LoopTable(empty: Open())
  /// Bids of this millisecond whose auction is not there yet.
  private var waiting: [LightBid] = []
  /// The auctions that end in each of the next milliseconds, in turn.
  private var ends = [[Int64]](repeating: [], count: horizon)
  private var now: Int64 = 0
  private let sales = LoopTable(empty: Sales(), capacity: 16)

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
    var entry = Open(category: auction.category)
    for bid in waiting where bid.auction == auction.id { entry.price = max(entry.price, bid.price) }
    open.slot(of: auction.id).pointee = entry
    ends[Int(auction.expires.milliseconds) % Self.horizon].append(auction.id)
  }

  mutating func take(_ bid: LightBid) {
    if let entry = open.find(bid.auction) {
      if bid.price > entry.pointee.price { entry.pointee.price = bid.price }
    } else {
      waiting.append(bid)
    }
  }

  private mutating func close(_ id: Int64) {
    guard let entry = open.remove(id), entry.price > 0 else { return }
    let total = sales.slot(of: entry.category)
    total.pointee.count &+= 1
    total.pointee.sum &+= entry.price
    let row = Mix.row(entry.category, total.pointee.sum / total.pointee.count)
    tally.count &+= 1
    tally.checksum &+= row &- total.pointee.checksum
    total.pointee.checksum = row
  }
}
