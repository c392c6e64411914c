package weir.bench.rows;

import static weir.bench.Numbers.mixed;

import java.time.Duration;
import org.apache.flink.api.common.functions.ReduceFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamUtils;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.windowing.assigners.SlidingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import weir.bench.Row;
import weir.bench.Workload;
import weir.bench.sink.ChecksumSink;

/**
 * The sliding row with slices made by hand: totals of a key and second, then sliding windows over
 * those. A slice's total has its last millisecond as its time and stays in its key's subtask.
 */
public record SlicedSlidingRow(Pairs<Long, NumberPair> pairs, Duration size, Duration slide)
    implements Row {
  private static final TypeInformation<WindowTotal> TOTAL = Types.POJO(WindowTotal.class);

  @Override
  public void build(StreamExecutionEnvironment environment, Workload workload) {
    DataStream<WindowTotal> slices =
        pairs
            .keyed(environment, workload.events())
            .window(TumblingEventTimeWindows.of(slide))
            .trigger(new AtEnd())
            .aggregate(
                new WindowRow.Totals<>(), new WindowRow.WithKey<>(pairs.number()), TOTAL, TOTAL);
    DataStreamUtils.reinterpretAsKeyedStream(slices, total -> total.key, Types.LONG)
        .window(SlidingEventTimeWindows.of(size, slide))
        .trigger(new AtEnd())
        .reduce(new Add())
        .sinkTo(new ChecksumSink<>(row -> mixed(row.key, row.count, row.sum, row.max)));
  }

  /** A new total, as ten windows share the one that came first. */
  private static final class Add implements ReduceFunction<WindowTotal> {
    private static final long serialVersionUID = 1;

    @Override
    public WindowTotal reduce(WindowTotal one, WindowTotal other) {
      WindowTotal both = new WindowTotal();
      both.key = one.key;
      both.count = one.count + other.count;
      both.sum = one.sum + other.sum;
      both.max = Math.max(one.max, other.max);
      return both;
    }
  }
}
