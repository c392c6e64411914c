package weir.bench.rows;

/** What the clicks row needs of a line. */
public final class Click {
  public String userID;
  public String eventType;
  public long time;
}
