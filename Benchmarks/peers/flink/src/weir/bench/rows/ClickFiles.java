package weir.bench.rows;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.fs.Path;
import weir.bench.Workload;

/** The input files of the clicks row. */
public final class ClickFiles {
  private static final String[] AGENTS = {
    "Mozilla/5.0 (X11; Linux x86_64)", "Mozilla/5.0 (Macintosh; arm64)",
    "Mozilla/5.0 (Windows NT 10.0)"
  };

  private ClickFiles() {}

  static List<Path> of(Workload workload) {
    return files(workload).stream().map(file -> new Path(file.toUri())).toList();
  }

  /** Makes them; what is there is made anew. */
  public static void make(Workload workload) throws IOException {
    Files.createDirectories(workload.input());
    List<OutputStream> files = new ArrayList<>();
    for (java.nio.file.Path file : files(workload)) {
      files.add(new BufferedOutputStream(Files.newOutputStream(file), 1 << 20));
    }
    long x = 42;
    for (long i = 0; i < workload.events(); i++) {
      x = x * 6364136223846793005L + 1442695040888963407L;
      byte[] line = line(i, x >>> 24).getBytes(StandardCharsets.ISO_8859_1);
      files.get((int) (i % workload.parallelism())).write(line);
    }
    for (OutputStream file : files) {
      file.close();
    }
  }

  private static List<java.nio.file.Path> files(Workload workload) {
    List<java.nio.file.Path> files = new ArrayList<>();
    for (int i = 0; i < workload.parallelism(); i++) {
      String name = "clicks-" + i + "-of-" + workload.parallelism() + ".jsonl";
      files.add(workload.input().resolve(name));
    }
    return files;
  }

  private static String line(long i, long hash) {
    long kind = (hash >>> 10) % 20;
    String type = kind < 10 ? "view" : kind < 16 ? "click" : kind < 19 ? "scroll" : "purchase";
    long amount = (hash >>> 8) % 100_000;
    return "{\"event_id\":" + i
        + ",\"user_id\":\"user-" + padded(Long.toString(hash % 1000), 4)
        + "\",\"event_type\":\"" + type
        + "\",\"ts\":" + (1_700_000_000_000L + i * 4 / 5 - hash % 500)
        + ",\"url\":\"https://shop.example/item/" + (hash >>> 12) % 100_000
        + "\",\"referrer\":\"https://search.example/q?w=" + Long.toHexString(hash & 0xFFFF)
        + "\",\"session\":\"" + padded(Long.toHexString(hash & 0xFFFFFFFFL), 8)
        + "\",\"agent\":\"" + AGENTS[(int) ((hash >>> 20) % 3)]
        + "\",\"amount\":" + amount / 100 + "." + padded(Long.toString(amount % 100), 2)
        + "}\n";
  }

  private static String padded(String digits, int length) {
    return "0".repeat(length - digits.length()) + digits;
  }
}
