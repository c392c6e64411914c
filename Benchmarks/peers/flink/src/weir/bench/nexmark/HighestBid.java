package weir.bench.nexmark;

import java.time.Duration;
import java.util.Map;
import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import weir.bench.Row;
import weir.bench.Workload;
import weir.bench.rows.AtEnd;
import weir.bench.sink.ChecksumSink;

/**
 * q7: the bids with the highest price of each window.
 *
 * @param isLocalFirst whether an operator of ours looks for them in each subtask before the window
 *     of all
 */
public record HighestBid(boolean isLocalFirst) implements Row {
  private static final Duration WINDOW = Duration.ofSeconds(10);
  private static final TypeInformation<HighestBids> HIGHEST =
      Types.POJO(
          HighestBids.class,
          Map.of("price", Types.LONG, "bids", Types.LIST(Types.POJO(Bid.class))));

  @Override
  public void build(StreamExecutionEnvironment environment, Workload workload) {
    highest(Events.bids(environment, workload).map(new Project(1)).returns(Bid.TYPE))
        .<Bid>flatMap((highest, output) -> highest.bids.forEach(output::collect))
        .returns(Bid.TYPE)
        .sinkTo(new ChecksumSink<>(Bid::number));
  }

  private DataStream<HighestBids> highest(DataStream<Bid> bids) {
    TumblingEventTimeWindows windows = TumblingEventTimeWindows.of(WINDOW);
    if (isLocalFirst) {
      return bids.transform("local", HIGHEST, new LocalHighest(WINDOW.toMillis()))
          .windowAll(windows)
          .trigger(new AtEnd())
          .reduce(HighestBids::with);
    }
    return bids
        .windowAll(windows)
        .trigger(new AtEnd())
        .aggregate(new Highest(), HIGHEST, HIGHEST);
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
      return one.with(other);
    }
  }
}
