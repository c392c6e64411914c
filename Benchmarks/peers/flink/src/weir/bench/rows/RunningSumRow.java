package weir.bench.rows;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.api.java.typeutils.ValueTypeInfo;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.types.LongValue;
import org.apache.flink.util.Collector;
import weir.bench.Row;
import weir.bench.Workload;
import weir.bench.sink.ChecksumSink;

/** The sum of a key's values so far, for every value. */
public record RunningSumRow<K, P extends Pair<K>>(Pairs<K, P> pairs) implements Row {
  @Override
  public void build(StreamExecutionEnvironment environment, Workload workload) {
    sums(environment, workload.events())
        .sinkTo(
            new ChecksumSink<>(
                row -> row.f1.getValue() * (2 * row.f2.getValue() - row.f1.getValue())));
  }

  /** (key, value, sum) of every pair. */
  public DataStream<Tuple3<K, LongValue, LongValue>> sums(
      StreamExecutionEnvironment environment, long events) {
    var value = ValueTypeInfo.LONG_VALUE_TYPE_INFO;
    return pairs
        .keyed(environment, events)
        .process(new RunningSum<>(), Types.TUPLE(pairs.keyType(), value, value));
  }

  private static final class RunningSum<K, P extends Pair<K>>
      extends KeyedProcessFunction<K, P, Tuple3<K, LongValue, LongValue>> {
    private static final long serialVersionUID = 1;
    private transient ValueState<LongValue> state;
    private transient Tuple3<K, LongValue, LongValue> row;

    @Override
    public void open(OpenContext context) {
      state =
          getRuntimeContext()
              .getState(new ValueStateDescriptor<>("sum", ValueTypeInfo.LONG_VALUE_TYPE_INFO));
      row = Tuple3.of(null, new LongValue(), null);
    }

    /**
     * State on the heap hands out the stored object, or a copy of it that it then stores if a
     * snapshot still needs the old one: changing it in place saves a second look-up.
     */
    @Override
    public void processElement(
        P pair, Context context, Collector<Tuple3<K, LongValue, LongValue>> output)
        throws Exception {
      LongValue sum = state.value();
      if (sum == null) {
        sum = new LongValue(0);
        state.update(sum);
      }
      sum.setValue(sum.getValue() + pair.value);
      row.f0 = context.getCurrentKey();
      row.f1.setValue(pair.value);
      row.f2 = sum;
      output.collect(row);
    }
  }
}
