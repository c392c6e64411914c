package weir.bench.recovery;

import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import weir.bench.rows.Pairs;
import weir.bench.rows.RunningSumRow;

/** The running sum of 1 M keys without an end, for a cluster; the argument is the sink's file. */
public final class RecoveryJob {
  private static final long KEYS = 1_000_000;

  private RecoveryJob() {}

  public static void main(String[] words) throws Exception {
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
    new RunningSumRow<>(Pairs.pairs(KEYS))
        .sums(environment, Long.MAX_VALUE / 2)
        .sinkTo(new OutputTimes<>(words[0]));
    environment.execute("recovery");
  }
}
