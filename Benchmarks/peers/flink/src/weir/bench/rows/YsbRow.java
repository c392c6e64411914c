package weir.bench.rows;

import static weir.bench.Numbers.fnv;
import static weir.bench.Numbers.mixed;

import java.time.Duration;
import java.util.Map;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.api.java.typeutils.ValueTypeInfo;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.types.LongValue;
import weir.bench.Row;
import weir.bench.Workload;
import weir.bench.sink.ChecksumSink;
import weir.bench.source.SequenceSource;

/** The Yahoo streaming benchmark: views of each campaign in 10 s. */
public record YsbRow() implements Row {
  private static final TypeInformation<Tuple2<String, LongValue>> TIMED =
      Types.TUPLE(Types.STRING, ValueTypeInfo.LONG_VALUE_TYPE_INFO);

  @Override
  public void build(StreamExecutionEnvironment environment, Workload workload) {
    environment
        .fromSource(
            new SequenceSource<>(
                workload.events(), AdEvents.EVENTS_PER_MILLISECOND, new AdEvents()),
            WatermarkStrategy.noWatermarks(), "ads", Types.POJO(AdEvent.class))
        .filter(event -> event.eventType.equals("view"))
        .map(new Project())
        .returns(TIMED)
        .map(new Campaign())
        .returns(TIMED)
        .keyBy(view -> view.f0, Types.STRING)
        .window(TumblingEventTimeWindows.of(Duration.ofSeconds(10)))
        .aggregate(
            new Count<>(), new WithWindow<>(), ValueTypeInfo.LONG_VALUE_TYPE_INFO,
            Types.TUPLE(Types.STRING, Types.LONG, Types.LONG))
        .sinkTo(new ChecksumSink<>(YsbRow::number));
  }

  private static long number(Tuple3<String, Long, Long> row) {
    return mixed(fnv(row.f0), row.f2, row.f1, 0);
  }

  private static final class Project extends RichMapFunction<AdEvent, Tuple2<String, LongValue>> {
    private static final long serialVersionUID = 1;
    private final Tuple2<String, LongValue> view = Tuple2.of("", new LongValue());

    @Override
    public Tuple2<String, LongValue> map(AdEvent event) {
      view.f0 = event.adID;
      view.f1.setValue(Long.parseLong(event.eventTime));
      return view;
    }
  }

  /** The ad's campaign in the place of the ad. */
  private static final class Campaign
      extends RichMapFunction<Tuple2<String, LongValue>, Tuple2<String, LongValue>> {
    private static final long serialVersionUID = 1;
    private transient Map<String, String> campaigns;

    @Override
    public void open(OpenContext context) {
      campaigns = AdEvents.campaigns();
    }

    @Override
    public Tuple2<String, LongValue> map(Tuple2<String, LongValue> view) {
      view.f0 = campaigns.get(view.f0);
      return view;
    }
  }
}
