package weir.bench.nexmark;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.java.tuple.Tuple4;
import org.apache.flink.types.LongValue;

/** The bids with the highest price so far. */
public final class HighestBids {
  public long price;
  public List<Bid> bids = new ArrayList<>();

  /** Takes a bid (auction, bidder, price, time), which its maker may reuse. */
  void add(Tuple4<LongValue, LongValue, LongValue, LongValue> fields) {
    if (fields.f2.getValue() >= price) {
      Bid bid = new Bid();
      bid.auction = fields.f0.getValue();
      bid.bidder = fields.f1.getValue();
      bid.price = fields.f2.getValue();
      bid.time = fields.f3.getValue();
      add(bid);
    }
  }

  /** Takes a bid that is the highest or as high. */
  private void add(Bid bid) {
    if (bid.price > price) {
      price = bid.price;
      bids.clear();
    }
    if (bid.price == price) {
      bids.add(bid);
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
