package weir.bench.rows;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import weir.bench.Row;
import weir.bench.Workload;
import weir.bench.sink.ChecksumSink;
import weir.bench.source.SequenceSource;

/** value + 1, kept if its lower three bits are not all zero. */
public record PassthroughRow(boolean rebalances) implements Row {
  @Override
  public void build(StreamExecutionEnvironment environment, Workload workload) {
    DataStream<NumberPair> pairs =
        environment.fromSource(
            new SequenceSource<>(workload.events(), 1000, new NumberPairs(1_000_000, false)),
            WatermarkStrategy.noWatermarks(), "pairs", NumberPair.TYPE);
    if (rebalances) {
      pairs = pairs.rebalance();
    }
    pairs
        .map(
            pair -> {
              pair.value += 1;
              return pair;
            })
        .returns(NumberPair.TYPE)
        .filter(pair -> (pair.value & 7) != 0)
        .sinkTo(new ChecksumSink<>(pair -> pair.value));
  }
}
