package weir.bench.rows;

import static weir.bench.Numbers.below;
import static weir.bench.Numbers.low;
import static weir.bench.Numbers.mix;

import java.util.HashMap;
import java.util.Map;
import weir.bench.source.RecordMaker;

/** Makes the ad events. */
final class AdEvents implements RecordMaker<AdEvent> {
  private static final long serialVersionUID = 1;
  static final int EVENTS_PER_MILLISECOND = 100;
  private static final int ADS = 1000;
  private static final String[] USERS = identifiers(0, 100);
  private static final String[] PAGES = identifiers(1, 100);
  private static final String[] AD_IDS = identifiers(2, ADS);
  private static final String[] CAMPAIGNS = identifiers(3, ADS / 10);
  private static final String[] AD_TYPES = {
    "banner", "modal", "sponsored-search", "mail", "mobile"
  };
  private static final String[] EVENT_TYPES = {"view", "click", "purchase"};

  private transient AdEvent event;
  private long eventTime = -1;

  @Override
  public AdEvent make(long sequence, long time) {
    if (event == null) {
      event = new AdEvent();
      event.ipAddress = "1.2.3.4";
    }
    if (time != eventTime) {
      eventTime = time;
      event.eventTime = Long.toString(time);
    }
    long hash = mix(sequence);
    long rest = low(hash);
    event.adID = AD_IDS[(int) below(hash, ADS)];
    event.userID = USERS[(int) (rest % 100)];
    event.pageID = PAGES[(int) (rest / 100 % 100)];
    event.adType = AD_TYPES[(int) (rest / 10_000 % 5)];
    event.eventType = EVENT_TYPES[(int) (rest / 50_000 % 3)];
    return event;
  }

  /** The campaign of each ad. */
  static Map<String, String> campaigns() {
    Map<String, String> campaigns = new HashMap<>();
    for (int ad = 0; ad < ADS; ad++) {
      campaigns.put(AD_IDS[ad], CAMPAIGNS[ad / 10]);
    }
    return campaigns;
  }

  private static String[] identifiers(long kind, int count) {
    String[] identifiers = new String[count];
    for (int n = 0; n < count; n++) {
      long first = (kind << 32) + 2L * n;
      String digits = String.format("%016x%016x", mix(first), mix(first + 1));
      identifiers[n] =
          String.join(
              "-", digits.substring(0, 8), digits.substring(8, 12), digits.substring(12, 16),
              digits.substring(16, 20), digits.substring(20));
    }
    return identifiers;
  }
}
