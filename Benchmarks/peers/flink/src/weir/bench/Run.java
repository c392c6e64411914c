package weir.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import weir.bench.rows.ClickFiles;
import weir.bench.sink.CommittedLines;
import weir.bench.sink.Totals;

/** Runs of one row: some to warm the process, one that counts. */
final class Run {
  private final String name;
  private final Row row;
  private final Arguments arguments;
  private final int parallelism;
  private final long checkpointInterval;
  private final Path scratch;
  /** Of the last job. */
  private double cpuSeconds;

  Run(String name, Row row, Arguments arguments, Path scratch) {
    this.name = name;
    this.row = row;
    this.arguments = arguments;
    this.parallelism = arguments.parallelism();
    this.checkpointInterval =
        arguments.number("checkpoint-interval", name.equals(Rows.CLICKS) ? 1000 : 0);
    this.scratch = scratch;
  }

  /** The result as a line of JSON. */
  String measure() throws Exception {
    long events = arguments.number("events", 10_000_000);
    long warmup = arguments.number("warmup-events", Math.min(events, 10_000_000));
    try (Cluster cluster = new Cluster(parallelism)) {
      for (int turn = 0; turn < 2 && warmup > 0; turn++) {
        double seconds = once(cluster, warmup, scratch.resolve("warm-up-" + turn));
        System.err.printf("warm-up %d: %d events, %.3f s%n", turn + 1, warmup, seconds);
      }
      String output = arguments.text("output", scratch.resolve("output").toString());
      double seconds = once(cluster, events, Path.of(output));
      System.err.printf("%s: %.2f M events/s%n", name, events / seconds / 1e6);
      return "{\"engine\":\"flink\",\"version\":\"2.3.0\",\"row\":\"" + name
          + "\",\"parallelism\":" + parallelism + ",\"events\":" + events
          + ",\"seconds\":" + seconds + ",\"stream_seconds\":" + Totals.seconds()
          + ",\"cpu_seconds\":" + cpuSeconds
          + ",\"count\":" + Totals.count()
          + ",\"checksum\":\"" + Long.toUnsignedString(Totals.checksum())
          + "\",\"peak_rss_bytes\":" + Usage.peakMemory() + "}";
    }
  }

  private double once(Cluster cluster, long events, Path output) throws Exception {
    Path input = Path.of(arguments.text("input", scratch.resolve("input").toString()));
    Workload workload = new Workload(events, parallelism, input, output);
    boolean hasFiles = name.equals(Rows.CLICKS);
    if (hasFiles) {
      ClickFiles.make(workload);
      remove(output);
      Files.createDirectories(output);
    }
    Path checkpoints = scratch.resolve("checkpoints");
    Files.createDirectories(checkpoints);
    var environment = cluster.environment(checkpointInterval, checkpoints.toUri().toString());
    row.build(environment, workload);
    Totals.clear();
    System.gc();
    double before = Usage.cpuSeconds();
    double seconds = cluster.run(environment, name);
    cpuSeconds = Usage.cpuSeconds() - before;
    if (hasFiles) {
      CommittedLines lines = CommittedLines.in(output);
      Totals.add(lines.count(), lines.checksum());
    }
    return seconds;
  }

  static void remove(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> paths;
    try (Stream<Path> found = Files.walk(folder)) {
      paths = found.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.deleteIfExists(path);
    }
  }
}
