package weir.bench;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import weir.bench.latency.LatencyRun;

/** Measures one row and prints the result as one line of JSON; all else goes to standard error. */
public final class FlinkBench {
  private static final String LATENCY = "latency";

  private FlinkBench() {}

  public static void main(String[] words) throws Exception {
    PrintStream results = System.out;
    System.setOut(System.err);
    Arguments arguments;
    Row row;
    try {
      arguments = new Arguments(words);
      row = Rows.all().get(arguments.row());
      if (row == null && !arguments.row().equals(LATENCY)) {
        throw new IllegalArgumentException(
            "--row must be latency or one of " + String.join(", ", Rows.all().keySet()));
      }
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
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
