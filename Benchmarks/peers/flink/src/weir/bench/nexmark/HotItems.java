package weir.bench.nexmark;

import static weir.bench.Numbers.mixed;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.api.java.typeutils.ValueTypeInfo;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.windowing.assigners.SlidingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.types.LongValue;
import weir.bench.Row;
import weir.bench.Workload;
import weir.bench.rows.AtEnd;
import weir.bench.rows.Count;
import weir.bench.rows.WithWindow;
import weir.bench.sink.ChecksumSink;

/** q5: the auctions with the most bids of each sliding window. */
public record HotItems() implements Row {
  private static final Duration SIZE = Duration.ofSeconds(10);
  private static final Duration SLIDE = Duration.ofSeconds(2);
  /** Auction, window start, count. */
  private static final TypeInformation<Tuple3<Long, Long, Long>> COUNTED =
      Types.TUPLE(Types.LONG, Types.LONG, Types.LONG);

  @Override
  public void build(StreamExecutionEnvironment environment, Workload workload) {
    Events.bids(environment, workload)
        .map(event -> event.auction)
        .returns(Types.LONG)
        .keyBy(auction -> auction, Types.LONG)
        .window(SlidingEventTimeWindows.of(SIZE, SLIDE))
        .trigger(new AtEnd())
        .aggregate(
            new Count<>(), new WithWindow<>(), ValueTypeInfo.LONG_VALUE_TYPE_INFO, COUNTED)
        // All counts of a window carry the time of its end, so that they meet in one window here.
        .keyBy(counted -> counted.f1, Types.LONG)
        .window(TumblingEventTimeWindows.of(SLIDE))
        .trigger(new AtEnd())
        .aggregate(new Most(), Types.LIST(COUNTED), Types.LIST(COUNTED))
        .<Tuple3<Long, Long, Long>>flatMap((most, output) -> most.forEach(output::collect))
        .returns(COUNTED)
        .sinkTo(new ChecksumSink<>(row -> mixed(row.f0, row.f2, row.f1, 0)));
  }

  /** The rows with the largest count. */
  private static final class Most
      implements AggregateFunction<
          Tuple3<Long, Long, Long>, List<Tuple3<Long, Long, Long>>,
          List<Tuple3<Long, Long, Long>>> {
    private static final long serialVersionUID = 1;

    @Override
    public List<Tuple3<Long, Long, Long>> createAccumulator() {
      return new ArrayList<>();
    }

    @Override
    public List<Tuple3<Long, Long, Long>> add(
        Tuple3<Long, Long, Long> row, List<Tuple3<Long, Long, Long>> most) {
      long count = most.isEmpty() ? 0 : most.get(0).f2;
      if (row.f2 > count) {
        most.clear();
      }
      if (row.f2 >= count) {
        most.add(row.copy());
      }
      return most;
    }

    @Override
    public List<Tuple3<Long, Long, Long>> getResult(List<Tuple3<Long, Long, Long>> most) {
      return most;
    }

    @Override
    public List<Tuple3<Long, Long, Long>> merge(
        List<Tuple3<Long, Long, Long>> one, List<Tuple3<Long, Long, Long>> other) {
      other.forEach(row -> add(row, one));
      return one;
    }
  }
}
