package weir.bench.nexmark;

import static weir.bench.Numbers.mixed;

import java.time.Duration;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple4;
import org.apache.flink.api.java.typeutils.ValueTypeInfo;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.windowing.WindowFunction;
import org.apache.flink.streaming.api.windowing.assigners.EventTimeSessionWindows;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.types.LongValue;
import org.apache.flink.util.Collector;
import weir.bench.Row;
import weir.bench.Workload;
import weir.bench.rows.AtEnd;
import weir.bench.rows.Count;
import weir.bench.sink.ChecksumSink;

/** q11: how many bids a bidder made without a long pause. */
public record UserSessions() implements Row {
  @Override
  public void build(StreamExecutionEnvironment environment, Workload workload) {
    Events.bids(environment, workload)
        .map(event -> event.bidder)
        .returns(Types.LONG)
        .keyBy(bidder -> bidder, Types.LONG)
        .window(EventTimeSessionWindows.withGap(Duration.ofSeconds(10)))
        .trigger(new AtEnd())
        .aggregate(
            new Count<>(), new Session(), ValueTypeInfo.LONG_VALUE_TYPE_INFO,
            Types.TUPLE(Types.LONG, Types.LONG, Types.LONG, Types.LONG))
        .sinkTo(new ChecksumSink<>(row -> mixed(row.f0, row.f1, row.f2, row.f3)));
  }

  /** (bidder, count, start, end) */
  private static final class Session
      implements WindowFunction<LongValue, Tuple4<Long, Long, Long, Long>, Long, TimeWindow> {
    private static final long serialVersionUID = 1;

    @Override
    public void apply(
        Long bidder, TimeWindow window, Iterable<LongValue> counts,
        Collector<Tuple4<Long, Long, Long, Long>> output) {
      long count = counts.iterator().next().getValue();
      output.collect(Tuple4.of(bidder, count, window.getStart(), window.getEnd()));
    }
  }
}
