package weir.bench.nexmark;

import static weir.bench.Numbers.below;
import static weir.bench.Numbers.low;
import static weir.bench.Numbers.mix;

import weir.bench.source.RecordMaker;

/** The light generator: of every 50 events one person, three auctions, 46 bids. */
final class EventMaker implements RecordMaker<Event> {
  private static final long serialVersionUID = 1;
  static final int EVENTS_PER_MILLISECOND = 10;
  private static final int FIRST_ID = 1000;
  private static final String[] NAMES =
      names(
          "Peter Paul Luke John Saul Vicky Kate Julie Sarah Deiter Walter".split(" "),
          "Shultz Abrams Spencer White Bartels Walton Smith Jones Noris".split(" "));
  private static final String[] CITIES =
      ("Phoenix,Los Angeles,San Francisco,Boise,Portland,Bend,Redmond,Seattle,Kent,Cheyenne")
          .split(",");
  private static final String[] STATES = {"AZ", "CA", "ID", "OR", "WA", "WY"};
  private static final long[] POWERS_OF_TEN = {1, 10, 100, 1000, 10_000, 100_000};

  private transient Event event;

  @Override
  public Event make(long sequence, long time) {
    if (event == null) {
      event = new Event();
    }
    long epoch = sequence / 50;
    int place = (int) (sequence - epoch * 50);
    long first = mix(sequence);
    event.time = time;
    if (place > 3) {
      bid(epoch, first, mix(first));
    } else if (place > 0) {
      auction(epoch, place, time, first, mix(first));
    } else {
      person(epoch, first);
    }
    return event;
  }

  private void person(long epoch, long hash) {
    long rest = low(hash);
    event.kind = Event.PERSON;
    event.id = FIRST_ID + epoch;
    event.name = NAMES[(int) (rest % 99)];
    event.city = CITIES[(int) (rest / 99 % 10)];
    event.state = STATES[(int) (rest / 990 % 6)];
  }

  private void auction(long epoch, int place, long time, long first, long second) {
    event.kind = Event.AUCTION;
    event.id = FIRST_ID + 3 * epoch + place - 1;
    event.seller =
        FIRST_ID + ((first & 3) != 0 ? epoch / 100 * 100 : anyPerson(epoch, first));
    event.category = 10 + low(second) % 5;
    event.expires = time + 1 + below(second, 332);
  }

  private void bid(long epoch, long first, long second) {
    long last = 3 * epoch + 2;
    long oldest = Math.max(last - 100, 0);
    long rest = low(second);
    event.kind = Event.BID;
    event.auction =
        FIRST_ID
            + ((first & 1) == 0 ? last / 100 * 100 : oldest + below(first, last - oldest + 11));
    event.bidder =
        FIRST_ID
            + ((first >>> 1 & 3) != 0 ? epoch / 100 * 100 + 1 : anyPerson(epoch, second));
    event.price = (1000 + rest / 6 % 9000) * POWERS_OF_TEN[(int) (rest % 6)] / 10;
  }

  /** One of the last thousand persons, or of the next ten. */
  private static long anyPerson(long epoch, long hash) {
    long active = Math.min(epoch + 1, 1000);
    return epoch + 1 - active + below(hash, active + 10);
  }

  /** In the order of first + 11 * last. */
  private static String[] names(String[] first, String[] last) {
    String[] names = new String[first.length * last.length];
    for (int i = 0; i < names.length; i++) {
      names[i] = first[i % first.length] + " " + last[i / first.length];
    }
    return names;
  }
}
