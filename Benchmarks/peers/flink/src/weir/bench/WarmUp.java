package weir.bench;

/** How often a row runs, and with how many events, before the run that counts. */
final class WarmUp {
  private static final int LEAST_RUNS = 2;
  private static final int MOST_RUNS = 8;
  private static final long FIRST_EVENTS = 10_000_000;
  private static final double SECONDS_OF_RUN = 3;
  private static final double SECONDS_OF_ALL = 5;

  private final long mostEvents;
  /** Of each run; below 0 where the speed decides. */
  private final long givenEvents;
  private int runs;
  private double seconds;
  private double lastSpeed;

  /**
   * @param mostEvents of the run that counts
   * @param givenEvents of each of two runs, 0 for none; below 0 for as many as make the row hot
   */
  WarmUp(long mostEvents, long givenEvents) {
    this.mostEvents = mostEvents;
    this.givenEvents = givenEvents;
  }

  /** Of the next run; 0 when the row is hot. */
  long events() {
    if (givenEvents >= 0) {
      return runs < LEAST_RUNS ? givenEvents : 0;
    }
    if (runs >= MOST_RUNS || runs >= LEAST_RUNS && seconds >= SECONDS_OF_ALL) {
      return 0;
    }
    return Math.min(mostEvents, Math.max(FIRST_EVENTS, (long) (lastSpeed * SECONDS_OF_RUN)));
  }

  /** A run of so many events is done. */
  void ran(long events, double seconds) {
    runs += 1;
    this.seconds += seconds;
    lastSpeed = events / seconds;
  }

  int runs() {
    return runs;
  }

  double seconds() {
    return seconds;
  }
}
