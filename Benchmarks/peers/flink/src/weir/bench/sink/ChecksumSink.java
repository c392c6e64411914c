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

    Writer(RowNumber<T> number) {
      this.number = number;
    }

    @Override
    public void write(T row, Context context) {
      if (count++ == 0) {
        Totals.firstRowCame();
      }
      checksum += number.of(row);
    }

    @Override
    public void flush(boolean endOfInput) {
      if (endOfInput) {
        Totals.ended(count, checksum);
      }
    }

    @Override
    public void close() {}
  }
}
