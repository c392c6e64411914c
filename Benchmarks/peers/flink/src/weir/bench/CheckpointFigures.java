package weir.bench;

import org.apache.flink.runtime.checkpoint.CheckpointStatsSnapshot;
import org.apache.flink.runtime.util.stats.StatsSummarySnapshot;

/**
 * What the cluster counted of a job's checkpoints.
 *
 * @param count of those that became complete
 * @param meanMilliseconds from a checkpoint's trigger until it was complete
 * @param bytes of the largest checkpoint
 */
public record CheckpointFigures(
    long count, double meanMilliseconds, long greatestMilliseconds, long bytes) {
  static CheckpointFigures of(CheckpointStatsSnapshot statistics) {
    if (statistics == null || statistics.getCounts().getNumberOfCompletedCheckpoints() == 0) {
      return new CheckpointFigures(0, 0, 0, 0);
    }
    StatsSummarySnapshot durations = statistics.getSummaryStats().getEndToEndDurationStats();
    return new CheckpointFigures(
        statistics.getCounts().getNumberOfCompletedCheckpoints(),
        (double) durations.getSum() / durations.getCount(), durations.getMaximum(),
        statistics.getSummaryStats().getStateSizeStats().getMaximum());
  }

  /** Fields of a JSON object, each behind a comma. */
  public String fields() {
    return ",\"checkpoints\":" + count + ",\"checkpoint_mean_ms\":" + meanMilliseconds
        + ",\"checkpoint_max_ms\":" + greatestMilliseconds + ",\"checkpoint_bytes\":" + bytes;
  }
}
