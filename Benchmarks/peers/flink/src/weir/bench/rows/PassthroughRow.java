package weir.bench.rows;

import static weir.bench.Numbers.below;
import static weir.bench.Numbers.mix;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.api.java.typeutils.ValueTypeInfo;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.types.LongValue;
import weir.bench.Row;
import weir.bench.Workload;
import weir.bench.sink.ChecksumSink;
import weir.bench.source.RecordMaker;
import weir.bench.source.SequenceSource;

/** value + 1, kept if its lower three bits are not all zero. */
public record PassthroughRow(boolean rebalances) implements Row {
  private static final TypeInformation<Tuple2<LongValue, LongValue>> TYPE =
      Types.TUPLE(ValueTypeInfo.LONG_VALUE_TYPE_INFO, ValueTypeInfo.LONG_VALUE_TYPE_INFO);

  @Override
  public void build(StreamExecutionEnvironment environment, Workload workload) {
    DataStream<Tuple2<LongValue, LongValue>> pairs =
        environment.fromSource(
            new SequenceSource<>(workload.events(), 1000, new MutablePairs()),
            WatermarkStrategy.noWatermarks(), "pairs", TYPE);
    if (rebalances) {
      pairs = pairs.rebalance();
    }
    pairs
        .map(
            pair -> {
              pair.f1.setValue(pair.f1.getValue() + 1);
              return pair;
            })
        .returns(TYPE)
        .filter(pair -> (pair.f1.getValue() & 7) != 0)
        .sinkTo(new ChecksumSink<>(pair -> pair.f1.getValue()));
  }

  /** pairs(1,000,000) without a boxed key, which is not needed where nothing is keyed. */
  private static final class MutablePairs implements RecordMaker<Tuple2<LongValue, LongValue>> {
    private static final long serialVersionUID = 1;
    private final Tuple2<LongValue, LongValue> pair = Tuple2.of(new LongValue(), new LongValue());

    @Override
    public Tuple2<LongValue, LongValue> make(long sequence, long time) {
      long hash = mix(sequence);
      pair.f0.setValue(below(hash, 1_000_000));
      pair.f1.setValue(hash & 1023);
      return pair;
    }
  }
}
