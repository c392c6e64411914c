package weir.bench.rows;

/** An event of the ysb row. */
public final class AdEvent {
  public String userID;
  public String pageID;
  public String adID;
  public String adType;
  public String eventType;
  public String eventTime;
  public String ipAddress;
}
