package weir.bench;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import weir.bench.latency.LatencyRun;
import weir.bench.recovery.FirstRowRun;

/** Measures one row and prints the result as one line of JSON; all else goes to standard error. */
public final class FlinkBench {
  private static final String LATENCY = "latency";
  private static final String FIRST_ROW = "first-row";

  private FlinkBench() {}

  public static void main(String[] words) throws Exception {
    PrintStream results = System.out;
    System.setOut(System.err);
    Arguments arguments;
    Row row;
    try {
      arguments = new Arguments(words);
      row = Rows.all().get(arguments.row());
      if (row == null && !List.of(LATENCY, FIRST_ROW).contains(arguments.row())) {
        throw new IllegalArgumentException(
            "--row must be latency, first-row or one of " + String.join(", ", Rows.all().keySet()));
      }
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
      return;
    }
    if (arguments.row().equals(FIRST_ROW)) {
      FirstRowRun.run(arguments, results);
      return;
    }
    Path scratch = Files.createTempDirectory("weir-flink-");
    try {
      results.println(
          row == null
              ? LatencyRun.measure(arguments, scratch)
              : new Run(arguments.row(), row, arguments, scratch).measure());
      results.flush();
    } finally {
      Run.remove(scratch);
    }
    System.exit(0);
  }
}
