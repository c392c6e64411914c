package weir.bench.nexmark;

import java.util.Arrays;

/**
 * What is known of an auction that has not expired: before its event has come only bids that wait
 * for it, afterwards its fields and the highest valid price.
 */
public final class OpenAuction {
  private static final int FIRST_CAPACITY = 4;

  public boolean isKnown;
  public long time;
  public long expires;
  public long category;
  /** 0 while there is no valid bid. */
  public long highest;
  /** Times and prices of waiting bids in turns. */
  public long[] waiting = {};
  public int waitingCount;

  /** Takes a bid's price if the bid is valid. */
  void take(long bidTime, long price) {
    if (time <= bidTime && bidTime <= expires && price > highest) {
      highest = price;
    }
  }

  void await(long bidTime, long price) {
    if (2 * waitingCount == waiting.length) {
      waiting = Arrays.copyOf(waiting, Math.max(FIRST_CAPACITY, 2 * waiting.length));
    }
    waiting[2 * waitingCount] = bidTime;
    waiting[2 * waitingCount + 1] = price;
    waitingCount += 1;
  }

  /** The auction's event came. */
  void open(long time, long expires, long category) {
    isKnown = true;
    this.time = time;
    this.expires = expires;
    this.category = category;
    for (int i = 0; i < waitingCount; i++) {
      take(waiting[2 * i], waiting[2 * i + 1]);
    }
    waiting = new long[0];
    waitingCount = 0;
  }

  /** Drops bids that no auction can make valid any more; the earliest time left, or -1. */
  long drop(long now) {
    int kept = 0;
    long earliest = -1;
    for (int i = 0; i < waitingCount; i++) {
      long bidTime = waiting[2 * i];
      if (bidTime > now) {
        waiting[2 * kept] = bidTime;
        waiting[2 * kept + 1] = waiting[2 * i + 1];
        kept += 1;
        earliest = earliest < 0 ? bidTime : Math.min(earliest, bidTime);
      }
    }
    waitingCount = kept;
    return earliest;
  }
}
