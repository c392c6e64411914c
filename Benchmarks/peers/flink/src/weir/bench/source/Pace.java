package weir.bench.source;

import java.util.concurrent.locks.LockSupport;

/** Record n is due n / rate seconds after the first call. */
final class Pace {
  private static final long PAUSE_NANOSECONDS = 20_000;

  private final double recordsPerNanosecond;
  private long start;
  private long first = -1;

  Pace(long recordsPerSecond) {
    recordsPerNanosecond = recordsPerSecond / 1e9;
  }

  /** The first number up to `end` that is not due yet; waits a moment if none is. */
  long limit(long next, long end) {
    if (first < 0) {
      first = next;
      start = System.nanoTime();
    }
    long due = first + (long) ((System.nanoTime() - start) * recordsPerNanosecond);
    if (due <= next) {
      LockSupport.parkNanos(PAUSE_NANOSECONDS);
    }
    return Math.min(end, due);
  }
}
