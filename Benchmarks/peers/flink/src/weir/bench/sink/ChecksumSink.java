package weir.bench.sink;

import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** Counts rows, adds up their numbers and stores nothing. */
public final class ChecksumSink<T> implements Sink<T> {
  private static final long serialVersionUID = 1;

  private final RowNumber<T> number;

  public ChecksumSink(RowNumber<T> number) {
    this.number = number;
  }

  @Override
  public SinkWriter<T> createWriter(WriterInitContext context) {
    return new Writer<>(number);
  }

  private static final class Writer<T> implements SinkWriter<T> {
    private final RowNumber<T> number;
    private long count;
    private long checksum;
    /** Of the rows, those that the totals know of. */
    private long reported;
    /** Whether the next row is the first one, or the first one behind a barrier. */
    private boolean isAwaited = true;
    private long barrierAt;

    Writer(RowNumber<T> number) {
      this.number = number;
    }

    @Override
    public void write(T row, Context context) {
      if (isAwaited) {
        note();
      }
      count += 1;
      checksum += number.of(row);
    }

    private void note() {
      isAwaited = false;
      if (count == 0) {
        Totals.firstRowCame();
      } else {
        Totals.paused(System.nanoTime() - barrierAt);
      }
    }

    /** Comes before the barrier of each checkpoint too. */
    @Override
    public void flush(boolean endOfInput) {
      if (endOfInput) {
        Totals.ended(count, checksum);
      } else {
        Totals.came(count - reported);
        reported = count;
        isAwaited = true;
        barrierAt = System.nanoTime();
      }
    }

    @Override
    public void close() {}
  }
}
