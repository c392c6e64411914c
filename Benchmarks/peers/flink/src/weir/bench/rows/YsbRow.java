package weir.bench.rows;

import static weir.bench.Numbers.fnv;
import static weir.bench.Numbers.mixed;

import java.time.Duration;
import java.util.Map;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.api.java.typeutils.ValueTypeInfo;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import weir.bench.Row;
import weir.bench.Workload;
import weir.bench.sink.ChecksumSink;
import weir.bench.source.SequenceSource;

/** The Yahoo streaming benchmark: views of each campaign in 10 s. */
public record YsbRow() implements Row {
  @Override
  public void build(StreamExecutionEnvironment environment, Workload workload) {
    environment
        .fromSource(
            new SequenceSource<>(
                workload.events(), AdEvents.EVENTS_PER_MILLISECOND, new AdEvents()),
            WatermarkStrategy.noWatermarks(), "ads", Types.POJO(AdEvent.class))
        .filter(event -> event.eventType.equals("view"))
        .map(new Project())
        .returns(TextPair.TYPE)
        .map(new Campaign())
        .returns(TextPair.TYPE)
        .keyBy(Pair::key, Types.STRING)
        .window(TumblingEventTimeWindows.of(Duration.ofSeconds(10)))
        .trigger(new AtEnd())
        .aggregate(
            new Count<>(), new WithWindow<>(), ValueTypeInfo.LONG_VALUE_TYPE_INFO,
            Types.TUPLE(Types.STRING, Types.LONG, Types.LONG))
        .sinkTo(new ChecksumSink<>(YsbRow::number));
  }

  private static long number(Tuple3<String, Long, Long> row) {
    return mixed(fnv(row.f0), row.f2, row.f1, 0);
  }

  private static final class Project implements MapFunction<AdEvent, TextPair> {
    private static final long serialVersionUID = 1;
    private final TextPair view = new TextPair();

    @Override
    public TextPair map(AdEvent event) {
      view.text = event.adID;
      view.value = Long.parseLong(event.eventTime);
      return view;
    }
  }

  /** The ad's campaign in the place of the ad. */
  private static final class Campaign extends RichMapFunction<TextPair, TextPair> {
    private static final long serialVersionUID = 1;
    private transient Map<String, String> campaigns;

    @Override
    public void open(OpenContext context) {
      campaigns = AdEvents.campaigns();
    }

    @Override
    public TextPair map(TextPair view) {
      view.text = campaigns.get(view.text);
      return view;
    }
  }
}
