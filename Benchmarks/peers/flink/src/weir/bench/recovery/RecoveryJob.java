package weir.bench.recovery;

import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import weir.bench.rows.Pairs;
import weir.bench.rows.RunningSumRow;

/** The running sum without an end, for a cluster; arguments: the sink's file, how many keys. */
public final class RecoveryJob {
  private RecoveryJob() {}

  public static void main(String[] words) throws Exception {
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
    new RunningSumRow<>(Pairs.pairs(Long.parseLong(words[1])))
        .sums(environment, Long.MAX_VALUE / 2)
        .sinkTo(new OutputTimes<>(words[0]));
    environment.execute("recovery");
  }
}
