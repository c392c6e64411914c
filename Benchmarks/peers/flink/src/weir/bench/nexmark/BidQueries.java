package weir.bench.nexmark;

import static weir.bench.Numbers.mixed;

import weir.bench.Row;
import weir.bench.sink.ChecksumSink;

/** The queries that look at one bid at a time. */
public final class BidQueries {
  private static final long CURRENCY_IN_THOUSANDTHS = 908;
  private static final int SELECTED = 123;

  private BidQueries() {}

  /** Every bid. */
  public static Row passThrough() {
    return (environment, workload) ->
        Events.bids(environment, workload)
            .map(new Project(1))
            .returns(Bid.TYPE)
            .sinkTo(new ChecksumSink<>(Bid::number));
  }

  /** Every bid in the other currency. */
  public static Row currency() {
    return (environment, workload) ->
        Events.bids(environment, workload)
            .map(new Project(CURRENCY_IN_THOUSANDTHS))
            .returns(Bid.TYPE)
            .sinkTo(new ChecksumSink<>(Bid::number));
  }

  /** The bids on some auctions. */
  public static Row selection() {
    return (environment, workload) ->
        Events.bids(environment, workload)
            .filter(event -> event.auction % SELECTED == 0)
            .map(new Project(1))
            .returns(Bid.TYPE)
            .sinkTo(new ChecksumSink<>(bid -> mixed(bid.auction, bid.price, 0, 0)));
  }
}
