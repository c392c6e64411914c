package weir.bench.nexmark;

import weir.bench.Numbers;

/** A bid as a result. */
public final class Bid {
  public long auction;
  public long bidder;
  public long price;
  public long time;

  long number() {
    return Numbers.mixed(auction, bidder, price, time);
  }
}
