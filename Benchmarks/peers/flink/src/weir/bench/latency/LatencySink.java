package weir.bench.latency;

import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** Takes the time from a record's stamp to now; source and sink share one process and its clock. */
final class LatencySink implements Sink<StampedPair> {
  private static final long serialVersionUID = 1;
  private static final long LEFT_OUT_NANOSECONDS = 5_000_000_000L;

  @Override
  public SinkWriter<StampedPair> createWriter(WriterInitContext context) {
    return new Writer();
  }

  private static final class Writer implements SinkWriter<StampedPair> {
    private final Histogram histogram = new Histogram();
    private long first;
    private long last;

    @Override
    public void write(StampedPair pair, Context context) {
      long now = System.nanoTime();
      if (first == 0) {
        first = now;
      }
      if (now - first >= LEFT_OUT_NANOSECONDS) {
        histogram.add(now - pair.stamp);
        last = now;
      }
    }

    @Override
    public void flush(boolean endOfInput) {
      if (endOfInput && histogram.count() > 0) {
        Latencies.add(histogram, first + LEFT_OUT_NANOSECONDS, last);
      }
    }

    @Override
    public void close() {}
  }
}
