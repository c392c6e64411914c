package weir.bench.recovery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Appends to a file when rows came, at most a line each 5 ms: process, microseconds since 1970,
 * rows of this subtask since it started.
 */
final class OutputTimes<T> implements Sink<T> {
  private static final long serialVersionUID = 1;
  private static final long PAUSE_NANOSECONDS = 5_000_000;

  private final String file;

  OutputTimes(String file) {
    this.file = file;
  }

  @Override
  public SinkWriter<T> createWriter(WriterInitContext context) {
    return new Writer<>(Path.of(file));
  }

  private static final class Writer<T> implements SinkWriter<T> {
    private final Path file;
    private final long process = ProcessHandle.current().pid();
    private long written;
    private long rows;

    Writer(Path file) {
      this.file = file;
    }

    @Override
    public void write(T row, Context context) throws IOException {
      rows += 1;
      long now = System.nanoTime();
      if (written == 0 || now - written >= PAUSE_NANOSECONDS) {
        written = now;
        Instant time = Instant.now();
        long microseconds = time.getEpochSecond() * 1_000_000 + time.getNano() / 1000;
        Files.writeString(
            file, process + " " + microseconds + " " + rows + "\n",
            StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      }
    }

    @Override
    public void flush(boolean endOfInput) {}

    @Override
    public void close() {}
  }
}
