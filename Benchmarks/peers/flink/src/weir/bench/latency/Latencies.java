package weir.bench.latency;

/** What all sinks of the process saw. */
final class Latencies {
  private static final Histogram ALL = new Histogram();
  private static long start;
  private static long end;

  private Latencies() {}

  /** A sink's, of the time between two moments. */
  static synchronized void add(Histogram seen, long from, long to) {
    start = ALL.count() == 0 ? from : Math.min(start, from);
    end = ALL.count() == 0 ? to : Math.max(end, to);
    ALL.add(seen);
  }

  static synchronized Histogram all() {
    Histogram copy = new Histogram();
    copy.add(ALL);
    return copy;
  }

  /** Records a second that came. */
  static synchronized double rate() {
    return end > start ? ALL.count() * 1e9 / (end - start) : 0;
  }
}
