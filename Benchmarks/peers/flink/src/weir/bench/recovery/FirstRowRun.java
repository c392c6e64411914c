package weir.bench.recovery;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.jobmaster.JobResult;
import weir.bench.Arguments;
import weir.bench.Cluster;
import weir.bench.Workload;
import weir.bench.rows.Pairs;
import weir.bench.rows.RunningSumRow;
import weir.bench.sink.Totals;

/**
 * The running sum without an end, in a process that someone else kills: from the latest complete
 * checkpoint of its folder if there is one. Prints `row N` with the `nanoTime` of the first row in
 * a sink, and `checkpoint N ROWS` whenever another checkpoint is complete.
 */
public final class FirstRowRun {
  private static final long DEFAULT_CHECKPOINT_INTERVAL = 1000;
  private static final long PAUSE_MILLISECONDS = 1;
  private static final long LATER_PAUSE_MILLISECONDS = 50;

  private FirstRowRun() {}

  public static void run(Arguments arguments, PrintStream results) throws Exception {
    Path folder = Path.of(arguments.text("checkpoints", "."));
    Path checkpoints = Files.createDirectories(folder.resolve("checkpoints"));
    long keys = arguments.number("keys", 1000);
    int parallelism = arguments.parallelism();
    try (Cluster cluster = new Cluster(parallelism, folder)) {
      var environment =
          cluster.environment(
              arguments.number("checkpoint-interval", DEFAULT_CHECKPOINT_INTERVAL),
              checkpoints.toUri().toString());
      new RunningSumRow<>(Pairs.pairs(keys))
          .build(
              environment, new Workload(Long.MAX_VALUE / 2, keys, parallelism, folder, folder));
      watch(cluster, cluster.start(environment, "first-row", latest(checkpoints)), results);
    }
  }

  private static void watch(Cluster cluster, JobID job, PrintStream results) throws Exception {
    CompletableFuture<JobResult> end = cluster.end(job);
    while (Totals.firstRow() == 0 && !end.isDone()) {
      Thread.sleep(PAUSE_MILLISECONDS);
    }
    results.println("row " + Totals.firstRow());
    long seen = 0;
    while (!end.isDone()) {
      long complete = cluster.completeCheckpoints(job);
      if (complete > seen) {
        seen = complete;
        results.println("checkpoint " + complete + " " + Totals.rowsAtBarriers());
      }
      Thread.sleep(LATER_PAUSE_MILLISECONDS);
    }
    throw new IllegalStateException("the job ended: " + end.get());
  }

  /** The complete checkpoint that was written last; null if there is none. */
  private static Path latest(Path checkpoints) throws IOException {
    List<Path> complete;
    try (Stream<Path> files = Files.walk(checkpoints, 3)) {
      complete = files.filter(file -> file.endsWith("_metadata")).toList();
    }
    return complete.stream()
        .max(Comparator.comparingLong(file -> file.toFile().lastModified()))
        .map(Path::getParent)
        .orElse(null);
  }
}
