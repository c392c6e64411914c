package weir.bench.latency;

import static weir.bench.Numbers.below;
import static weir.bench.Numbers.mix;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.typeutils.ValueTypeInfo;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.types.LongValue;
import org.apache.flink.util.Collector;
import weir.bench.Arguments;
import weir.bench.Cluster;
import weir.bench.JobRun;
import weir.bench.source.RecordMaker;
import weir.bench.source.SequenceSource;

/** The time from a record's making, through one keyed exchange and a running sum, to the sink. */
public final class LatencyRun {
  private static final long DEFAULT_BUFFER_TIMEOUT = 100;
  /** As that of Weir's jobs. */
  private static final long DEFAULT_CHECKPOINT_INTERVAL = 1000;

  private LatencyRun() {}

  /**
   * The result as a line of JSON.
   *
   * @param scratch where checkpoints are kept
   */
  public static String measure(Arguments arguments, Path scratch) throws Exception {
    long rate = Math.max(1, arguments.number("rate", 100_000));
    long seconds = arguments.number("seconds", 20);
    long bufferTimeout = arguments.number("buffer-timeout", DEFAULT_BUFFER_TIMEOUT);
    long checkpointInterval =
        arguments.number("checkpoint-interval", DEFAULT_CHECKPOINT_INTERVAL);
    Path checkpoints = Files.createDirectories(scratch.resolve("checkpoints"));
    JobRun run;
    try (Cluster cluster = new Cluster(arguments.parallelism(), scratch)) {
      var environment = cluster.environment(checkpointInterval, checkpoints.toUri().toString());
      environment.setBufferTimeout(bufferTimeout);
      environment
          .fromSource(
              new SequenceSource<>(rate * seconds, 1000, new StampedPairs(), rate),
              WatermarkStrategy.noWatermarks(), "pairs", StampedPair.TYPE)
          .keyBy(pair -> pair.key, Types.LONG)
          .process(new Sum(), StampedPair.TYPE)
          .sinkTo(new LatencySink());
      run = cluster.run(environment, "latency");
    }
    Histogram seen = Latencies.all();
    return "{\"engine\":\"flink\",\"version\":\"2.3.0\",\"row\":\"latency\",\"parallelism\":"
        + arguments.parallelism() + ",\"rate\":" + rate
        + ",\"reached_per_second\":" + Latencies.rate()
        + ",\"buffer_timeout_ms\":" + bufferTimeout + ",\"count\":" + seen.count()
        + ",\"p50_ns\":" + seen.percentile(0.5) + ",\"p90_ns\":" + seen.percentile(0.9)
        + ",\"p99_ns\":" + seen.percentile(0.99) + ",\"p999_ns\":" + seen.percentile(0.999)
        + ",\"max_ns\":" + seen.largest()
        + (checkpointInterval > 0 ? run.checkpoints().fields() : "") + "}";
  }

  private static final class StampedPairs implements RecordMaker<StampedPair> {
    private static final long serialVersionUID = 1;
    private final StampedPair pair = new StampedPair();

    @Override
    public StampedPair make(long sequence, long time) {
      long hash = mix(sequence);
      pair.key = below(hash, 1000);
      pair.value = hash & 1023;
      pair.stamp = System.nanoTime();
      return pair;
    }
  }

  private static final class Sum extends KeyedProcessFunction<Long, StampedPair, StampedPair> {
    private static final long serialVersionUID = 1;
    private transient ValueState<LongValue> state;

    @Override
    public void open(OpenContext context) {
      state =
          getRuntimeContext()
              .getState(new ValueStateDescriptor<>("sum", ValueTypeInfo.LONG_VALUE_TYPE_INFO));
    }

    @Override
    public void processElement(StampedPair pair, Context context, Collector<StampedPair> output)
        throws Exception {
      LongValue sum = state.value();
      if (sum == null) {
        sum = new LongValue(0);
        state.update(sum);
      }
      sum.setValue(sum.getValue() + pair.value);
      pair.value = sum.getValue();
      output.collect(pair);
    }
  }
}
