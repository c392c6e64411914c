package weir.bench.sink;

import java.util.ArrayList;
import java.util.List;
import weir.bench.CheckpointFigures;

/** What the sinks of the running job counted; the cluster is in this process, a job at a time. */
public final class Totals {
  private static long count;
  private static long checksum;
  private static long startedAt;
  private static long endedAt;
  private static long firstRowAt;
  private static long atBarriers;
  private static final List<Long> PAUSES = new ArrayList<>();

  private Totals() {}

  public static synchronized void clear() {
    count = 0;
    checksum = 0;
    startedAt = 0;
    endedAt = 0;
    firstRowAt = 0;
    atBarriers = 0;
    PAUSES.clear();
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

  /** So many rows came to a sink before a barrier and since the one before that. */
  static synchronized void came(long rows) {
    atBarriers += rows;
  }

  /** A sink got its first row behind a barrier so many nanoseconds after the barrier. */
  static synchronized void paused(long nanoseconds) {
    PAUSES.add(nanoseconds);
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

  /** Of the rows those that had come at the sinks' last barriers. */
  public static synchronized long rowsAtBarriers() {
    return atBarriers;
  }

  /** A field of a JSON object, behind a comma: how long sinks got nothing behind barriers. */
  public static synchronized String pauses() {
    return CheckpointFigures.array("checkpoint_pauses_ns", PAUSES);
  }

  /** Seconds from the first source's start to the last sink's end; 0 if either is not ours. */
  public static synchronized double seconds() {
    return startedAt == 0 || endedAt == 0 ? 0 : (endedAt - startedAt) / 1e9;
  }
}
