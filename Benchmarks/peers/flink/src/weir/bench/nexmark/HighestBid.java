package weir.bench.nexmark;

import java.time.Duration;
import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import weir.bench.Row;
import weir.bench.Workload;
import weir.bench.sink.ChecksumSink;

/** q7: the bids with the highest price of each window. */
public record HighestBid() implements Row {
  private static final TypeInformation<Bid> BID = Types.POJO(Bid.class);
  private static final TypeInformation<HighestBids> HIGHEST =
      Types.POJO(HighestBids.class, java.util.Map.of("price", Types.LONG, "bids", Types.LIST(BID)));

  @Override
  public void build(StreamExecutionEnvironment environment, Workload workload) {
    Events.bids(environment, workload)
        .map(new Project(1))
        .returns(BID)
        .windowAll(TumblingEventTimeWindows.of(Duration.ofSeconds(10)))
        .aggregate(new Highest(), HIGHEST, HIGHEST)
        .<Bid>flatMap((highest, output) -> highest.bids.forEach(output::collect))
        .returns(BID)
        .sinkTo(new ChecksumSink<>(Bid::number));
  }

  private static final class Highest
      implements AggregateFunction<Bid, HighestBids, HighestBids> {
    private static final long serialVersionUID = 1;

    @Override
    public HighestBids createAccumulator() {
      return new HighestBids();
    }

    @Override
    public HighestBids add(Bid bid, HighestBids highest) {
      highest.add(bid);
      return highest;
    }

    @Override
    public HighestBids getResult(HighestBids highest) {
      return highest;
    }

    @Override
    public HighestBids merge(HighestBids one, HighestBids other) {
      other.bids.forEach(one::add);
      return one;
    }
  }
}
