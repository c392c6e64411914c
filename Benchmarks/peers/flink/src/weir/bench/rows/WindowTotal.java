package weir.bench.rows;

/** What a window counts, both while it is open and when it is done. */
public final class WindowTotal {
  public long key;
  public long count;
  public long sum;
  public long max;
}
