package weir.bench.nexmark;

import java.time.Duration;
import java.util.Map;
import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple4;
import org.apache.flink.api.java.typeutils.ValueTypeInfo;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.types.LongValue;
import weir.bench.Row;
import weir.bench.Workload;
import weir.bench.sink.ChecksumSink;

/**
 * q7: the bids with the highest price of each window.
 *
 * @param isLocalFirst whether an operator of ours looks for them in each subtask before the window
 *     of all
 */
public record HighestBid(boolean isLocalFirst) implements Row {
  private static final Duration WINDOW = Duration.ofSeconds(10);
  private static final TypeInformation<Bid> BID = Types.POJO(Bid.class);
  /** Auction, bidder, price, time: a tuple is cheaper to send than an object with fields. */
  private static final TypeInformation<Tuple4<LongValue, LongValue, LongValue, LongValue>> SENT =
      Types.TUPLE(
          ValueTypeInfo.LONG_VALUE_TYPE_INFO, ValueTypeInfo.LONG_VALUE_TYPE_INFO,
          ValueTypeInfo.LONG_VALUE_TYPE_INFO, ValueTypeInfo.LONG_VALUE_TYPE_INFO);
  private static final TypeInformation<HighestBids> HIGHEST =
      Types.POJO(HighestBids.class, Map.of("price", Types.LONG, "bids", Types.LIST(BID)));

  @Override
  public void build(StreamExecutionEnvironment environment, Workload workload) {
    highest(Events.bids(environment, workload).map(new Fields()).returns(SENT))
        .<Bid>flatMap((highest, output) -> highest.bids.forEach(output::collect))
        .returns(BID)
        .sinkTo(new ChecksumSink<>(Bid::number));
  }

  private DataStream<HighestBids> highest(
      DataStream<Tuple4<LongValue, LongValue, LongValue, LongValue>> bids) {
    TumblingEventTimeWindows windows = TumblingEventTimeWindows.of(WINDOW);
    if (isLocalFirst) {
      return bids.transform("local", HIGHEST, new LocalHighest(WINDOW.toMillis()))
          .windowAll(windows)
          .reduce(HighestBids::with);
    }
    return bids.windowAll(windows).aggregate(new Highest(), HIGHEST, HIGHEST);
  }

  private static final class Fields
      implements MapFunction<Event, Tuple4<LongValue, LongValue, LongValue, LongValue>> {
    private static final long serialVersionUID = 1;
    private final Tuple4<LongValue, LongValue, LongValue, LongValue> bid =
        Tuple4.of(new LongValue(), new LongValue(), new LongValue(), new LongValue());

    @Override
    public Tuple4<LongValue, LongValue, LongValue, LongValue> map(Event event) {
      bid.f0.setValue(event.auction);
      bid.f1.setValue(event.bidder);
      bid.f2.setValue(event.price);
      bid.f3.setValue(event.time);
      return bid;
    }
  }

  private static final class Highest
      implements AggregateFunction<
          Tuple4<LongValue, LongValue, LongValue, LongValue>, HighestBids, HighestBids> {
    private static final long serialVersionUID = 1;

    @Override
    public HighestBids createAccumulator() {
      return new HighestBids();
    }

    @Override
    public HighestBids add(
        Tuple4<LongValue, LongValue, LongValue, LongValue> bid, HighestBids highest) {
      highest.add(bid);
      return highest;
    }

    @Override
    public HighestBids getResult(HighestBids highest) {
      return highest;
    }

    @Override
    public HighestBids merge(HighestBids one, HighestBids other) {
      return one.with(other);
    }
  }
}
