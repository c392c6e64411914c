package weir.bench.rows;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import weir.bench.Workload;

/** The input files of the clicks row. */
public final class ClickFiles {
  private static final int BUFFER_SIZE = 1 << 20;
  private static final String[] AGENTS = {
    "Mozilla/5.0 (X11; Linux x86_64)", "Mozilla/5.0 (Macintosh; arm64)",
    "Mozilla/5.0 (Windows NT 10.0)"
  };

  private ClickFiles() {}

  static List<org.apache.flink.core.fs.Path> of(Workload workload) {
    return files(folder(workload), workload.parallelism()).stream()
        .map(file -> new org.apache.flink.core.fs.Path(file.toUri()))
        .toList();
  }

  /**
   * Makes the files unless they are there, and reads them once: what is measured is the engine and
   * not the disk.
   */
  public static void prepare(Workload workload) throws IOException {
    Path folder = folder(workload);
    if (!Files.exists(folder)) {
      make(folder, workload);
    }
    byte[] buffer = new byte[BUFFER_SIZE];
    for (Path file : files(folder, workload.parallelism())) {
      try (InputStream stream = Files.newInputStream(file)) {
        while (stream.read(buffer) >= 0) {}
      }
    }
  }

  /** Under another name first: a run that is broken off leaves nothing that looks whole. */
  private static void make(Path folder, Workload workload) throws IOException {
    System.err.printf("writing %d lines to %s%n", workload.events(), folder);
    Files.createDirectories(workload.input());
    Path unfinished = Files.createTempDirectory(workload.input(), "weir-bench-unfinished-");
    List<Path> files = files(unfinished, workload.parallelism());
    try {
      write(files, workload.events());
      Files.move(unfinished, folder);
    } catch (FileAlreadyExistsException e) {
      // Another process was faster and wrote the same.
    } finally {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(unfinished);
    }
  }

  private static void write(List<Path> paths, long count) throws IOException {
    List<FileOutputStream> files = new ArrayList<>();
    List<OutputStream> buffered = new ArrayList<>();
    for (Path path : paths) {
      files.add(new FileOutputStream(path.toFile()));
      buffered.add(new BufferedOutputStream(files.get(files.size() - 1), BUFFER_SIZE));
    }
    long x = 42;
    for (long i = 0; i < count; i++) {
      x = x * 6364136223846793005L + 1442695040888963407L;
      byte[] line = line(i, x >>> 24).getBytes(StandardCharsets.ISO_8859_1);
      buffered.get((int) (i % paths.size())).write(line);
    }
    for (int i = 0; i < paths.size(); i++) {
      buffered.get(i).flush();
      // Else the disk would be busy with it while the job runs.
      files.get(i).getChannel().force(true);
      buffered.get(i).close();
    }
  }

  /** Weir's side of the row makes the same lines, in a folder of the same name. */
  private static Path folder(Workload workload) {
    return workload
        .input()
        .resolve("weir-bench-clicks-" + workload.events() + "-" + workload.parallelism());
  }

  private static List<Path> files(Path folder, int count) {
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      files.add(folder.resolve("clicks-" + i + "-of-" + count + ".jsonl"));
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
