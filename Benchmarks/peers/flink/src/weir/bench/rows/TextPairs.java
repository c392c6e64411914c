package weir.bench.rows;

import static weir.bench.Numbers.below;
import static weir.bench.Numbers.mix;

import java.nio.charset.StandardCharsets;
import weir.bench.source.RecordMaker;

/** pairs(keys) with the key as a text of 20 bytes. */
final class TextPairs implements RecordMaker<TextPair> {
  private static final long serialVersionUID = 1;
  private static final int PREFIX_LENGTH = "user-".length();

  private final long keys;
  private final byte[] text = "user-000000000000000".getBytes(StandardCharsets.ISO_8859_1);
  private final TextPair pair = new TextPair();

  TextPairs(long keys) {
    this.keys = keys;
  }

  @Override
  public TextPair make(long sequence, long time) {
    long hash = mix(sequence);
    pair.text = text(below(hash, keys));
    pair.value = hash & 1023;
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
