package weir.bench.latency;

/** Counts durations in classes at most 1 % wide. */
final class Histogram {
  private static final int PRECISION_BITS = 7;
  private static final int CLASSES = 1 << PRECISION_BITS;

  private final long[] counts = new long[(64 - PRECISION_BITS) * CLASSES];
  private long count;
  private long largest;

  void add(long nanoseconds) {
    long value = Math.max(nanoseconds, 0);
    counts[classOf(value)] += 1;
    count += 1;
    largest = Math.max(largest, value);
  }

  void add(Histogram other) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] += other.counts[i];
    }
    count += other.count;
    largest = Math.max(largest, other.largest);
  }

  long count() {
    return count;
  }

  long largest() {
    return largest;
  }

  /** The upper end of the class that the part of all durations reaches. */
  long percentile(double part) {
    long wanted = (long) Math.ceil(count * part);
    long seen = 0;
    for (int i = 0; i < counts.length; i++) {
      seen += counts[i];
      if (seen >= wanted && seen > 0) {
        return Math.min(upperEnd(i), largest);
      }
    }
    return 0;
  }

  /** Values below twice the number of classes are their own class; above, the leading bits are. */
  private static int classOf(long value) {
    int shift = Math.max(0, 63 - PRECISION_BITS - Long.numberOfLeadingZeros(value));
    return shift * CLASSES + (int) (value >>> shift);
  }

  private static long upperEnd(int index) {
    int shift = Math.max(0, index / CLASSES - 1);
    return ((long) (index - shift * CLASSES) + 1 << shift) - 1;
  }
}
