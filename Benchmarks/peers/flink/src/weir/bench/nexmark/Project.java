package weir.bench.nexmark;

import org.apache.flink.api.common.functions.MapFunction;

/** The fields of a bid's event, its price times a factor. */
final class Project implements MapFunction<Event, Bid> {
  private static final long serialVersionUID = 1;

  private final long factor;
  private transient Bid bid;

  Project(long factor) {
    this.factor = factor;
  }

  @Override
  public Bid map(Event event) {
    if (bid == null) {
      bid = new Bid();
    }
    bid.auction = event.auction;
    bid.bidder = event.bidder;
    bid.price = event.price * factor;
    bid.time = event.time;
    return bid;
  }
}
