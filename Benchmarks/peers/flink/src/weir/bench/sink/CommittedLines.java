package weir.bench.sink;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import weir.bench.Numbers;

/** Count and checksum of the lines a job committed to a folder. */
public record CommittedLines(long count, long checksum) {
  /** Files that are not committed have names that start with a dot. */
  public static CommittedLines in(Path folder) throws IOException {
    long count = 0;
    long checksum = 0;
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> committed =
          files
              .filter(Files::isRegularFile)
              .filter(file -> !file.getFileName().toString().startsWith("."))
              .toList();
      for (Path file : committed) {
        for (String line : Files.readAllLines(file)) {
          count += 1;
          checksum += Numbers.fnv(line);
        }
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return new CommittedLines(count, checksum);
  }
}
