package weir.bench.rows;

import java.io.Serializable;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import weir.bench.Numbers;
import weir.bench.source.RecordMaker;
import weir.bench.source.SequenceSource;

/** The pairs of a keyed row: what they are made by, of which type, and a key as a number. */
public record Pairs<K, P extends Pair<K>>(
    RecordMaker<P> maker, TypeInformation<P> type, TypeInformation<K> keyType,
    KeyNumber<K> number) {

  /** What a key is in a checksum. */
  @FunctionalInterface
  public interface KeyNumber<K> extends Serializable {
    long of(K key);
  }

  public static Pairs<Long, NumberPair> pairs(long keys) {
    return new Pairs<>(new NumberPairs(keys, false), NumberPair.TYPE, Types.LONG, key -> key);
  }

  public static Pairs<Long, NumberPair> visits(long keys) {
    return new Pairs<>(new NumberPairs(keys, true), NumberPair.TYPE, Types.LONG, key -> key);
  }

  public static Pairs<String, TextPair> texts(long keys) {
    return new Pairs<>(new TextPairs(keys), TextPair.TYPE, Types.STRING, Numbers::fnv);
  }

  KeyedStream<P, K> keyed(StreamExecutionEnvironment environment, long events) {
    return environment
        .fromSource(
            new SequenceSource<>(events, 1000, maker), WatermarkStrategy.noWatermarks(), "pairs",
            type)
        .keyBy(Pair::key, keyType);
  }
}
