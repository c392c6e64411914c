package weir.bench.rows;

import static weir.bench.Numbers.below;
import static weir.bench.Numbers.mix;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.api.java.typeutils.ValueTypeInfo;
import org.apache.flink.types.LongValue;
import weir.bench.source.RecordMaker;

/** pairs(keys) and visits(keys): (key, value). */
final class NumberPairs implements RecordMaker<Tuple2<Long, LongValue>> {
  private static final long serialVersionUID = 1;
  static final TypeInformation<Tuple2<Long, LongValue>> TYPE =
      Types.TUPLE(Types.LONG, ValueTypeInfo.LONG_VALUE_TYPE_INFO);

  private final long keys;
  private final boolean areVisits;
  private final Tuple2<Long, LongValue> pair = Tuple2.of(0L, new LongValue());

  NumberPairs(long keys, boolean areVisits) {
    this.keys = keys;
    this.areVisits = areVisits;
  }

  @Override
  public Tuple2<Long, LongValue> make(long sequence, long time) {
    long hash = mix(sequence);
    long key = below(hash, keys);
    pair.f0 = areVisits ? key + time / 1000 * keys : key;
    pair.f1.setValue(hash & 1023);
    return pair;
  }
}
