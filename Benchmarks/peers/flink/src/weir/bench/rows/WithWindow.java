package weir.bench.rows;

import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.streaming.api.functions.windowing.WindowFunction;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.types.LongValue;
import org.apache.flink.util.Collector;

/** (key, window start, count) of a count. */
public final class WithWindow<K>
    implements WindowFunction<LongValue, Tuple3<K, Long, Long>, K, TimeWindow> {
  private static final long serialVersionUID = 1;

  @Override
  public void apply(
      K key, TimeWindow window, Iterable<LongValue> counts,
      Collector<Tuple3<K, Long, Long>> output) {
    output.collect(Tuple3.of(key, window.getStart(), counts.iterator().next().getValue()));
  }
}
