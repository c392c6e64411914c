package weir.bench.rows;

import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.serialization.SimpleStringEncoder;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.api.java.typeutils.ValueTypeInfo;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.connector.file.src.FileSource;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.filesystem.bucketassigners.BasePathBucketAssigner;
import org.apache.flink.streaming.api.functions.sink.filesystem.rollingpolicies.OnCheckpointRollingPolicy;
import org.apache.flink.streaming.api.functions.windowing.WindowFunction;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.types.LongValue;
import org.apache.flink.util.Collector;
import weir.bench.Row;
import weir.bench.Workload;

/** JSON lines → count per user, event type and minute → JSON lines, exactly once. */
public record ClicksRow() implements Row {
  private static final TypeInformation<Tuple2<String, String>> KEY =
      Types.TUPLE(Types.STRING, Types.STRING);
  private static final int WATERMARK_INTERVAL_MILLISECONDS = 200;

  @Override
  public void build(StreamExecutionEnvironment environment, Workload workload) {
    environment.getConfig().setAutoWatermarkInterval(WATERMARK_INTERVAL_MILLISECONDS);
    environment
        .fromSource(
            FileSource.forRecordStreamFormat(
                    new ClickFormat(), ClickFiles.of(workload).toArray(Path[]::new))
                .build(),
            WatermarkStrategy.<Click>forBoundedOutOfOrderness(Duration.ofSeconds(1))
                .withTimestampAssigner((click, none) -> click.time),
            "clicks")
        .filter(click -> !click.eventType.equals("scroll"))
        .keyBy(click -> Tuple2.of(click.userID, click.eventType), KEY)
        .window(TumblingEventTimeWindows.of(Duration.ofMinutes(1)))
        .trigger(new AtEnd())
        .aggregate(
            new Count<>(), new Line(), ValueTypeInfo.LONG_VALUE_TYPE_INFO, Types.STRING)
        .sinkTo(
            FileSink.forRowFormat(
                    new Path(workload.output().toUri()), new SimpleStringEncoder<String>())
                .withBucketAssigner(new BasePathBucketAssigner<>())
                .withRollingPolicy(OnCheckpointRollingPolicy.build())
                .build());
  }

  /** The result as a line of JSON; no text in it needs an escape. */
  private static final class Line
      implements WindowFunction<LongValue, String, Tuple2<String, String>, TimeWindow> {
    private static final long serialVersionUID = 1;

    @Override
    public void apply(
        Tuple2<String, String> key, TimeWindow window, Iterable<LongValue> counts,
        Collector<String> output) {
      output.collect(
          "{\"user_id\":\"" + key.f0 + "\",\"event_type\":\"" + key.f1 + "\",\"window_start\":"
              + window.getStart() + ",\"count\":" + counts.iterator().next().getValue() + "}");
    }
  }
}
