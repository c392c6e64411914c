package weir.bench.rows;

import static weir.bench.Numbers.below;
import static weir.bench.Numbers.mix;

import weir.bench.source.RecordMaker;

/** pairs(keys) and visits(keys). */
final class NumberPairs implements RecordMaker<NumberPair> {
  private static final long serialVersionUID = 1;

  private final long keys;
  private final boolean areVisits;
  private final NumberPair pair = new NumberPair();

  NumberPairs(long keys, boolean areVisits) {
    this.keys = keys;
    this.areVisits = areVisits;
  }

  @Override
  public NumberPair make(long sequence, long time) {
    long hash = mix(sequence);
    long key = below(hash, keys);
    pair.number = areVisits ? key + time / 1000 * keys : key;
    pair.value = hash & 1023;
    return pair;
  }
}
