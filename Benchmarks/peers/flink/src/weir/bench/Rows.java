package weir.bench;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.streaming.api.windowing.assigners.EventTimeSessionWindows;
import org.apache.flink.streaming.api.windowing.assigners.SlidingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.assigners.WindowAssigner;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import weir.bench.nexmark.AveragePrice;
import weir.bench.nexmark.BidQueries;
import weir.bench.nexmark.HighestBid;
import weir.bench.nexmark.HotItems;
import weir.bench.nexmark.LocalItems;
import weir.bench.nexmark.NewUsers;
import weir.bench.nexmark.UserSessions;
import weir.bench.rows.ClicksRow;
import weir.bench.rows.Pairs;
import weir.bench.rows.PassthroughRow;
import weir.bench.rows.RunningSumRow;
import weir.bench.rows.SlicedSlidingRow;
import weir.bench.rows.WindowRow;
import weir.bench.rows.YsbRow;

/** Every row by its name. */
final class Rows {
  static final String CLICKS = "clicks";

  private Rows() {}

  static Map<String, Row> all() {
    WindowAssigner<Object, TimeWindow> second = TumblingEventTimeWindows.of(Duration.ofSeconds(1));
    WindowAssigner<Object, TimeWindow> sliding =
        SlidingEventTimeWindows.of(Duration.ofSeconds(10), Duration.ofSeconds(1));
    WindowAssigner<Object, TimeWindow> session =
        EventTimeSessionWindows.withGap(Duration.ofMillis(500));
    Map<String, Row> rows = new LinkedHashMap<>();
    rows.put("passthrough", new PassthroughRow(false));
    rows.put("passthrough-rebalance", new PassthroughRow(true));
    rows.put("sum-1k", new RunningSumRow<>(Pairs.pairs(1000)));
    rows.put("sum-1m", new RunningSumRow<>(Pairs.pairs(1_000_000)));
    rows.put(
        "sum",
        (environment, workload) ->
            new RunningSumRow<>(Pairs.pairs(workload.keys())).build(environment, workload));
    rows.put("tumbling-1k", new WindowRow<>(Pairs.pairs(1000), second));
    rows.put("tumbling-100k", new WindowRow<>(Pairs.pairs(100_000), second));
    rows.put("tumbling-1m", new WindowRow<>(Pairs.pairs(1_000_000), second));
    rows.put("sliding-1k", new WindowRow<>(Pairs.pairs(1000), sliding));
    rows.put("session-1k", new WindowRow<>(Pairs.visits(1000), session));
    rows.put("ysb", new YsbRow());
    rows.put(CLICKS, new ClicksRow());
    rows.put("nexmark-q00", BidQueries.passThrough());
    rows.put("nexmark-q01", BidQueries.currency());
    rows.put("nexmark-q02", BidQueries.selection());
    rows.put("nexmark-q03", new LocalItems());
    rows.put("nexmark-q04", new AveragePrice());
    rows.put("nexmark-q05", new HotItems());
    rows.put("nexmark-q07", new HighestBid(false));
    rows.put("nexmark-q08", new NewUsers());
    rows.put("nexmark-q11", new UserSessions());
    rows.put("sum-text-1k", new RunningSumRow<>(Pairs.texts(1000)));
    rows.put("tumbling-text-1k", new WindowRow<>(Pairs.texts(1000), second));
    rows.put(
        "sliding-1k-by-hand",
        new SlicedSlidingRow(Pairs.pairs(1000), Duration.ofSeconds(10), Duration.ofSeconds(1)));
    rows.put("nexmark-q07-by-hand", new HighestBid(true));
    return rows;
  }
}
