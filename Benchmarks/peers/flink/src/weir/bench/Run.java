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
    WarmUp warmUp = new WarmUp(events, arguments.number("warmup-events", -1));
    try (Cluster cluster = new Cluster(parallelism, scratch)) {
      for (long some = warmUp.events(); some > 0; some = warmUp.events()) {
        double seconds = once(cluster, some, scratch.resolve("warm-up")).seconds();
        warmUp.ran(some, seconds);
        System.err.printf("warm-up %d: %d events, %.3f s%n", warmUp.runs(), some, seconds);
      }
      String output = arguments.text("output", scratch.resolve("output").toString());
      JobRun run = once(cluster, events, Path.of(output));
      System.err.printf("%s: %.2f M events/s%n", name, events / run.seconds() / 1e6);
      return "{\"engine\":\"flink\",\"version\":\"2.3.0\",\"row\":\"" + name
          + "\",\"parallelism\":" + parallelism + ",\"events\":" + events
          + ",\"seconds\":" + run.seconds() + ",\"stream_seconds\":" + Totals.seconds()
          + ",\"cpu_seconds\":" + cpuSeconds
          + ",\"count\":" + Totals.count()
          + ",\"checksum\":\"" + Long.toUnsignedString(Totals.checksum())
          + "\",\"peak_rss_bytes\":" + Usage.peakMemory()
          + ",\"warmup_seconds\":" + warmUp.seconds()
          + (warmUp.runs() == 0 ? firstRow() : "")
          + (checkpointInterval > 0 ? run.checkpoints().fields() + Totals.pauses() : "") + "}";
    }
  }

  /** When the sinks got their first row; nothing for rows whose sinks are not ours. */
  private static String firstRow() {
    long moment = Totals.firstRow();
    return moment == 0
        ? ""
        : ",\"first_row_seconds\":" + Usage.secondsFromStart(moment)
            + ",\"first_row_ns\":" + moment;
  }

  private JobRun once(Cluster cluster, long events, Path output) throws Exception {
    Path input = Path.of(arguments.text("input", System.getProperty("java.io.tmpdir")));
    Workload workload =
        new Workload(events, arguments.number("keys", 1000), parallelism, input, output);
    boolean hasFiles = name.equals(Rows.CLICKS);
    if (hasFiles) {
      ClickFiles.prepare(workload);
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
    JobRun run = cluster.run(environment, name);
    cpuSeconds = Usage.cpuSeconds() - before;
    if (hasFiles) {
      CommittedLines lines = CommittedLines.in(output);
      Totals.add(lines.count(), lines.checksum());
    }
    return run;
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
