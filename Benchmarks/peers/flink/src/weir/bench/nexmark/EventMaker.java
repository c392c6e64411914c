package weir.bench.nexmark;

import static weir.bench.Numbers.below;
import static weir.bench.Numbers.low;
import static weir.bench.Numbers.mix;

import weir.bench.source.RecordMaker;

/** The light generator: of every 50 events one person, three auctions, 46 bids. */
final class EventMaker implements RecordMaker<Event> {
  private static final long serialVersionUID = 1;
  static final int EVENTS_PER_MILLISECOND = 10;
  private static final String[] NAMES =
      names(
          "Peter Paul Luke John Saul Vicky Kate Julie Sarah Deiter Walter".split(" "),
          "Shultz Abrams Spencer White Bartels Walton Smith Jones Noris".split(" "));
  private static final String[] CITIES =
      ("Phoenix,Los Angeles,San Francisco,Boise,Portland,Bend,Redmond,Seattle,Kent,Cheyenne")
          .split(",");
  private static final String[] STATES = {"AZ", "CA", "ID", "OR", "WA", "WY"};
  private static final int FRACTION_BITS = 19;
  /** 10^(exponent - 1) with 19 bits after the point, rounded up; exact for factors below 43,699. */
  private static final long[] PRICE_FACTORS = {
    (1 << 19) / 10 + 1, 1 << 19, 10 << 19, 100 << 19, 1000L << 19, 10_000L << 19
  };

  private final Epoch epoch = new Epoch();
  private transient Event event;

  @Override
  public Event make(long sequence, long time) {
    if (event == null) {
      event = new Event();
    }
    if (!epoch.has(sequence)) {
      epoch.move(sequence);
    }
    int place = epoch.place(sequence);
    long first = mix(sequence);
    event.time = time;
    if (place > 3) {
      bid(first, mix(first));
    } else if (place > 0) {
      auction(place, time, first, mix(first));
    } else {
      person(first);
    }
    return event;
  }

  private void person(long hash) {
    long rest = low(hash);
    event.kind = Event.PERSON;
    event.id = epoch.person();
    event.name = NAMES[(int) (rest % 99)];
    event.city = CITIES[(int) (rest / 99 % 10)];
    event.state = STATES[(int) (rest / 990 % 6)];
  }

  private void auction(int place, long time, long first, long second) {
    event.kind = Event.AUCTION;
    event.id = epoch.auction(place);
    event.seller = (first & 3) != 0 ? epoch.hotPerson() : epoch.anyPerson(first);
    event.category = 10 + low(second) % 5;
    event.expires = time + 1 + below(second, 332);
  }

  /** Without branches: what is hot is random, and a processor guesses it wrong. */
  private void bid(long first, long second) {
    long rest = low(second);
    long sixth = rest / 6;
    int exponent = (int) (rest - 6 * sixth);
    long isHotAuction = (first & 1) - 1;
    long isHotBidder = -((first & 6) + 6 >>> 3);
    event.kind = Event.BID;
    event.auction = chosen(isHotAuction, epoch.hotAuction(), epoch.anyAuction(first));
    event.bidder = chosen(isHotBidder, epoch.hotPerson() + 1, epoch.anyPerson(second));
    event.price =
        (1000 + (int) sixth % 9000) * PRICE_FACTORS[exponent] >>> FRACTION_BITS;
  }

  /** The first number where all bits of the mask are set, the second one where none is. */
  private static long chosen(long mask, long first, long second) {
    return second ^ (first ^ second) & mask;
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
