package weir.bench;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.flink.runtime.checkpoint.AbstractCheckpointStats;
import org.apache.flink.runtime.checkpoint.CheckpointStatsSnapshot;
import org.apache.flink.runtime.checkpoint.CompletedCheckpointStats;
import org.apache.flink.runtime.checkpoint.SubtaskStateStats;
import org.apache.flink.runtime.checkpoint.TaskStateStats;

/**
 * What the cluster counted of a job's checkpoints, of those that became complete.
 *
 * @param durations milliseconds from a checkpoint's trigger until it was complete
 * @param stops milliseconds in which its slowest subtask aligned barriers and did the part of its
 *     snapshot that no record can pass
 * @param bytes of the largest checkpoint
 */
public record CheckpointFigures(List<Long> durations, List<Long> stops, long bytes) {
  static CheckpointFigures of(CheckpointStatsSnapshot statistics) {
    if (statistics == null) {
      return new CheckpointFigures(List.of(), List.of(), 0);
    }
    List<CompletedCheckpointStats> complete =
        statistics.getHistory().getCheckpoints().stream()
            .filter(CompletedCheckpointStats.class::isInstance)
            .map(CompletedCheckpointStats.class::cast)
            .toList();
    return new CheckpointFigures(
        complete.stream().map(AbstractCheckpointStats::getEndToEndDuration).toList(),
        complete.stream().map(CheckpointFigures::stop).toList(),
        complete.stream().mapToLong(AbstractCheckpointStats::getStateSize).max().orElse(0));
  }

  private static long stop(CompletedCheckpointStats checkpoint) {
    long most = 0;
    for (TaskStateStats task : checkpoint.getAllTaskStateStats()) {
      for (SubtaskStateStats subtask : task.getSubtaskStats()) {
        if (subtask != null) {
          most =
              Math.max(
                  most,
                  Math.max(0, subtask.getAlignmentDuration())
                      + Math.max(0, subtask.getSyncCheckpointDuration()));
        }
      }
    }
    return most;
  }

  /** Fields of a JSON object, each behind a comma. */
  public String fields() {
    return ",\"checkpoints\":" + durations.size() + ",\"checkpoint_bytes\":" + bytes
        + array("checkpoint_durations_ms", durations) + array("checkpoint_stops_ms", stops);
  }

  /** A field with numbers, behind a comma. */
  public static String array(String name, List<Long> numbers) {
    return ",\"" + name + "\":"
        + numbers.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"));
  }
}
