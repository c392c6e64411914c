package weir.bench.rows;

import static weir.bench.Numbers.below;
import static weir.bench.Numbers.mix;

import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.api.java.typeutils.ValueTypeInfo;
import org.apache.flink.types.LongValue;
import weir.bench.source.RecordMaker;

/** pairs(keys) with the key as a text of 20 bytes. */
final class TextPairs implements RecordMaker<Tuple2<String, LongValue>> {
  private static final long serialVersionUID = 1;
  static final TypeInformation<Tuple2<String, LongValue>> TYPE =
      Types.TUPLE(Types.STRING, ValueTypeInfo.LONG_VALUE_TYPE_INFO);
  private static final int PREFIX_LENGTH = "user-".length();

  private final long keys;
  private final byte[] text = "user-000000000000000".getBytes(StandardCharsets.ISO_8859_1);
  private final Tuple2<String, LongValue> pair = Tuple2.of("", new LongValue());

  TextPairs(long keys) {
    this.keys = keys;
  }

  @Override
  public Tuple2<String, LongValue> make(long sequence, long time) {
    long hash = mix(sequence);
    pair.f0 = text(below(hash, keys));
    pair.f1.setValue(hash & 1023);
    return pair;
  }

  private String text(long key) {
    for (int i = text.length - 1; i >= PREFIX_LENGTH; i--) {
      text[i] = (byte) ('0' + key % 10);
      key /= 10;
    }
    return new String(text, StandardCharsets.ISO_8859_1);
  }
}
