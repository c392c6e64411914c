package weir.bench.rows;

import java.io.Serializable;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.types.LongValue;
import weir.bench.Numbers;
import weir.bench.source.RecordMaker;
import weir.bench.source.SequenceSource;

/** The pairs of a keyed row: what they are made by, of which type, and a key as a number. */
public record Pairs<K>(
    RecordMaker<Tuple2<K, LongValue>> maker, TypeInformation<Tuple2<K, LongValue>> type,
    TypeInformation<K> keyType, KeyNumber<K> number) {

  /** What a key is in a checksum. */
  @FunctionalInterface
  public interface KeyNumber<K> extends Serializable {
    long of(K key);
  }

  public static Pairs<Long> pairs(long keys) {
    return new Pairs<>(new NumberPairs(keys, false), NumberPairs.TYPE, Types.LONG, key -> key);
  }

  public static Pairs<Long> visits(long keys) {
    return new Pairs<>(new NumberPairs(keys, true), NumberPairs.TYPE, Types.LONG, key -> key);
  }

  public static Pairs<String> texts(long keys) {
    return new Pairs<>(new TextPairs(keys), TextPairs.TYPE, Types.STRING, Numbers::fnv);
  }

  KeyedStream<Tuple2<K, LongValue>, K> keyed(StreamExecutionEnvironment environment, long events) {
    return environment
        .fromSource(
            new SequenceSource<>(events, 1000, maker), WatermarkStrategy.noWatermarks(), "pairs",
            type)
        .keyBy(pair -> pair.f0, keyType);
  }
}
