package weir.bench.sink;

import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.api.java.tuple.Tuple2;

/**
 * Keeps the last value of each key and counts every row; at the end the table's rows make the
 * checksum.
 * All rows of a key must come to the same subtask.
 */
public final class TableSink implements Sink<Tuple2<Long, Long>> {
  private static final long serialVersionUID = 1;

  private final RowNumber<Tuple2<Long, Long>> number;

  public TableSink(RowNumber<Tuple2<Long, Long>> number) {
    this.number = number;
  }

  @Override
  public SinkWriter<Tuple2<Long, Long>> createWriter(WriterInitContext context) {
    return new Writer(number);
  }

  private static final class Writer implements SinkWriter<Tuple2<Long, Long>> {
    private final RowNumber<Tuple2<Long, Long>> number;
    private final Map<Long, Long> table = new HashMap<>();
    private long count;

    Writer(RowNumber<Tuple2<Long, Long>> number) {
      this.number = number;
    }

    @Override
    public void write(Tuple2<Long, Long> row, Context context) {
      if (count++ == 0) {
        Totals.firstRowCame();
      }
      table.put(row.f0, row.f1);
    }

    @Override
    public void flush(boolean endOfInput) {
      if (endOfInput) {
        long checksum = 0;
        for (Map.Entry<Long, Long> row : table.entrySet()) {
          checksum += number.of(Tuple2.of(row.getKey(), row.getValue()));
        }
        Totals.ended(count, checksum);
      }
    }

    @Override
    public void close() {}
  }
}
