package weir.bench.sink;

/** What the sinks of the running job counted; the cluster is in this process, a job at a time. */
public final class Totals {
  private static long count;
  private static long checksum;
  private static long startedAt;
  private static long endedAt;
  private static long firstRowAt;

  private Totals() {}

  public static synchronized void clear() {
    count = 0;
    checksum = 0;
    startedAt = 0;
    endedAt = 0;
    firstRowAt = 0;
  }

  /** A source starts. */
  public static synchronized void started() {
    if (startedAt == 0) {
      startedAt = System.nanoTime();
    }
  }

  /** A sink has its first row. */
  static synchronized void firstRowCame() {
    if (firstRowAt == 0) {
      firstRowAt = System.nanoTime();
    }
  }

  /** A sink is at its end. */
  public static synchronized void ended(long rows, long number) {
    add(rows, number);
    endedAt = System.nanoTime();
  }

  public static synchronized void add(long rows, long number) {
    count += rows;
    checksum += number;
  }

  public static synchronized long count() {
    return count;
  }

  public static synchronized long checksum() {
    return checksum;
  }

  /** The `nanoTime` of the first row in any sink; 0 if no sink of ours has got one. */
  public static synchronized long firstRow() {
    return firstRowAt;
  }

  /** Seconds from the first source's start to the last sink's end; 0 if either is not ours. */
  public static synchronized double seconds() {
    return startedAt == 0 || endedAt == 0 ? 0 : (endedAt - startedAt) / 1e9;
  }
}
