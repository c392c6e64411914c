package weir.bench.nexmark;

/** An event of any kind; the fields of the other kinds hold what they last held. */
public final class Event {
  public static final int PERSON = 0;
  public static final int AUCTION = 1;
  public static final int BID = 2;

  public int kind;
  public long time;
  /** Of a person or an auction. */
  public long id;
  /** Of a person. */
  public String name;
  public String city;
  public String state;
  /** Of an auction. */
  public long seller;
  public long category;
  public long expires;
  /** Of a bid. */
  public long auction;
  public long bidder;
  public long price;
}
