package weir.bench.nexmark;

import weir.bench.Numbers;

/** A bid as a result. */
public final class Bid {
  public long auction;
  public long bidder;
  public long price;
  public long time;

  Bid copy() {
    Bid copy = new Bid();
    copy.auction = auction;
    copy.bidder = bidder;
    copy.price = price;
    copy.time = time;
    return copy;
  }

  long number() {
    return Numbers.mixed(auction, bidder, price, time);
  }
}
