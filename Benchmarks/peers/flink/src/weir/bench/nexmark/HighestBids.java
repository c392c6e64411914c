package weir.bench.nexmark;

import java.util.ArrayList;
import java.util.List;

/** The bids with the highest price so far. */
public final class HighestBids {
  public long price;
  public List<Bid> bids = new ArrayList<>();

  /** Takes a bid, which its maker may reuse. */
  void add(Bid bid) {
    if (bid.price > price) {
      price = bid.price;
      bids.clear();
    }
    if (bid.price == price) {
      bids.add(bid.copy());
    }
  }

  /** Those of both. */
  HighestBids with(HighestBids other) {
    HighestBids both = new HighestBids();
    bids.forEach(both::add);
    other.bids.forEach(both::add);
    return both;
  }
}
