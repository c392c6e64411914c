package weir.bench.rows;

import static weir.bench.Numbers.mixed;

import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.windowing.WindowFunction;
import org.apache.flink.streaming.api.windowing.assigners.WindowAssigner;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;
import weir.bench.Row;
import weir.bench.Workload;
import weir.bench.sink.ChecksumSink;

/** Count, sum and maximum of a key's values in each window. */
public record WindowRow<K, P extends Pair<K>>(
    Pairs<K, P> pairs, WindowAssigner<Object, TimeWindow> windows) implements Row {
  private static final TypeInformation<WindowTotal> TOTAL = Types.POJO(WindowTotal.class);

  @Override
  public void build(StreamExecutionEnvironment environment, Workload workload) {
    pairs
        .keyed(environment, workload.events())
        .window(windows)
        .trigger(new AtEnd())
        .aggregate(new Totals<>(), new WithKey<>(pairs.number()), TOTAL, TOTAL)
        .sinkTo(new ChecksumSink<>(row -> mixed(row.key, row.count, row.sum, row.max)));
  }

  static final class Totals<P extends Pair<?>>
      implements AggregateFunction<P, WindowTotal, WindowTotal> {
    private static final long serialVersionUID = 1;

    @Override
    public WindowTotal createAccumulator() {
      return new WindowTotal();
    }

    @Override
    public WindowTotal add(P pair, WindowTotal total) {
      total.count += 1;
      total.sum += pair.value;
      total.max = Math.max(total.max, pair.value);
      return total;
    }

    @Override
    public WindowTotal getResult(WindowTotal total) {
      return total;
    }

    @Override
    public WindowTotal merge(WindowTotal one, WindowTotal other) {
      one.count += other.count;
      one.sum += other.sum;
      one.max = Math.max(one.max, other.max);
      return one;
    }
  }

  record WithKey<K>(Pairs.KeyNumber<K> number)
      implements WindowFunction<WindowTotal, WindowTotal, K, TimeWindow> {
    @Override
    public void apply(
        K key, TimeWindow window, Iterable<WindowTotal> totals, Collector<WindowTotal> output) {
      WindowTotal total = totals.iterator().next();
      total.key = number.of(key);
      output.collect(total);
    }
  }
}
