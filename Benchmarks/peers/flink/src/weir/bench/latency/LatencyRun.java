package weir.bench.latency;

import static weir.bench.Numbers.below;
import static weir.bench.Numbers.mix;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.api.java.typeutils.ValueTypeInfo;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.types.LongValue;
import org.apache.flink.util.Collector;
import weir.bench.Arguments;
import weir.bench.Cluster;
import weir.bench.source.RecordMaker;
import weir.bench.source.SequenceSource;

/** The time from a record's making, through one keyed exchange and a running sum, to the sink. */
public final class LatencyRun {
  private static final long DEFAULT_BUFFER_TIMEOUT = 100;
  /** Key, value or sum, stamp. */
  private static final TypeInformation<Tuple3<Long, LongValue, LongValue>> TYPE =
      Types.TUPLE(
          Types.LONG, ValueTypeInfo.LONG_VALUE_TYPE_INFO, ValueTypeInfo.LONG_VALUE_TYPE_INFO);

  private LatencyRun() {}

  /** The result as a line of JSON. */
  public static String measure(Arguments arguments) throws Exception {
    long rate = Math.max(1, arguments.number("rate", 100_000));
    long seconds = arguments.number("seconds", 20);
    long bufferTimeout = arguments.number("buffer-timeout", DEFAULT_BUFFER_TIMEOUT);
    try (Cluster cluster = new Cluster(arguments.parallelism())) {
      var environment = cluster.environment(0, "");
      environment.setBufferTimeout(bufferTimeout);
      environment
          .fromSource(
              new SequenceSource<>(rate * seconds, 1000, new StampedPairs(), rate),
              WatermarkStrategy.noWatermarks(), "pairs", TYPE)
          .keyBy(pair -> pair.f0, Types.LONG)
          .process(new Sum(), TYPE)
          .sinkTo(new LatencySink());
      cluster.run(environment, "latency");
    }
    Histogram seen = LatencySink.all();
    return "{\"engine\":\"flink\",\"version\":\"2.3.0\",\"row\":\"latency\",\"parallelism\":"
        + arguments.parallelism() + ",\"rate\":" + rate
        + ",\"buffer_timeout_ms\":" + bufferTimeout + ",\"count\":" + seen.count()
        + ",\"p50_ns\":" + seen.percentile(0.5) + ",\"p90_ns\":" + seen.percentile(0.9)
        + ",\"p99_ns\":" + seen.percentile(0.99) + ",\"p999_ns\":" + seen.percentile(0.999)
        + ",\"max_ns\":" + seen.largest() + "}";
  }

  private static final class StampedPairs
      implements RecordMaker<Tuple3<Long, LongValue, LongValue>> {
    private static final long serialVersionUID = 1;
    private final Tuple3<Long, LongValue, LongValue> pair =
        Tuple3.of(0L, new LongValue(), new LongValue());

    @Override
    public Tuple3<Long, LongValue, LongValue> make(long sequence, long time) {
      long hash = mix(sequence);
      pair.f0 = below(hash, 1000);
      pair.f1.setValue(hash & 1023);
      pair.f2.setValue(System.nanoTime());
      return pair;
    }
  }

  private static final class Sum
      extends KeyedProcessFunction<
          Long, Tuple3<Long, LongValue, LongValue>, Tuple3<Long, LongValue, LongValue>> {
    private static final long serialVersionUID = 1;
    private transient ValueState<LongValue> state;

    @Override
    public void open(OpenContext context) {
      state =
          getRuntimeContext()
              .getState(new ValueStateDescriptor<>("sum", ValueTypeInfo.LONG_VALUE_TYPE_INFO));
    }

    @Override
    public void processElement(
        Tuple3<Long, LongValue, LongValue> pair, Context context,
        Collector<Tuple3<Long, LongValue, LongValue>> output)
        throws Exception {
      LongValue sum = state.value();
      if (sum == null) {
        sum = new LongValue(0);
        state.update(sum);
      }
      sum.setValue(sum.getValue() + pair.f1.getValue());
      pair.f1.setValue(sum.getValue());
      output.collect(pair);
    }
  }
}
