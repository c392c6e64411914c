package weir.bench.latency;

import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.types.LongValue;

/** Takes the time from a record's stamp to now; source and sink share one process and its clock. */
final class LatencySink implements Sink<Tuple3<Long, LongValue, LongValue>> {
  private static final long serialVersionUID = 1;
  private static final long LEFT_OUT_NANOSECONDS = 5_000_000_000L;
  private static final Histogram ALL = new Histogram();

  /** What all sinks of the process saw. */
  static Histogram all() {
    synchronized (ALL) {
      Histogram copy = new Histogram();
      copy.add(ALL);
      return copy;
    }
  }

  @Override
  public SinkWriter<Tuple3<Long, LongValue, LongValue>> createWriter(WriterInitContext context) {
    return new Writer();
  }

  private static final class Writer implements SinkWriter<Tuple3<Long, LongValue, LongValue>> {
    private final Histogram histogram = new Histogram();
    private long first;

    @Override
    public void write(Tuple3<Long, LongValue, LongValue> row, Context context) {
      long stamp = row.f2.getValue();
      if (first == 0) {
        first = stamp;
      }
      if (stamp - first >= LEFT_OUT_NANOSECONDS) {
        histogram.add(System.nanoTime() - stamp);
      }
    }

    @Override
    public void flush(boolean endOfInput) {
      if (endOfInput) {
        synchronized (ALL) {
          ALL.add(histogram);
        }
      }
    }

    @Override
    public void close() {}
  }
}
