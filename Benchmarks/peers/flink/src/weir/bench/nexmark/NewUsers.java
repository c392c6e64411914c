package weir.bench.nexmark;

import static weir.bench.Numbers.fnv;
import static weir.bench.Numbers.mixed;

import java.time.Duration;
import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.windowing.WindowFunction;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;
import weir.bench.Row;
import weir.bench.Workload;
import weir.bench.rows.AtEnd;
import weir.bench.sink.ChecksumSink;

/** q8: persons that sell in the window in which they are new. */
public record NewUsers() implements Row {
  /** Person's id; its name, or "" for a sale of that person's. */
  private static final TypeInformation<Tuple2<Long, String>> SIDE =
      Types.TUPLE(Types.LONG, Types.STRING);
  private static final TypeInformation<Tuple2<String, Boolean>> MET =
      Types.TUPLE(Types.STRING, Types.BOOLEAN);

  @Override
  public void build(StreamExecutionEnvironment environment, Workload workload) {
    Events.all(environment, workload)
        .flatMap(new Sides())
        .returns(SIDE)
        .keyBy(side -> side.f0, Types.LONG)
        .window(TumblingEventTimeWindows.of(Duration.ofSeconds(10)))
        .trigger(new AtEnd())
        .aggregate(
            new Meeting(), new Result(), MET,
            Types.TUPLE(Types.LONG, Types.STRING, Types.LONG))
        .sinkTo(new ChecksumSink<>(row -> mixed(row.f0, fnv(row.f1), row.f2, 0)));
  }

  private static final class Sides implements FlatMapFunction<Event, Tuple2<Long, String>> {
    private static final long serialVersionUID = 1;
    private final Tuple2<Long, String> side = Tuple2.of(0L, "");

    @Override
    public void flatMap(Event event, Collector<Tuple2<Long, String>> output) {
      if (event.kind == Event.PERSON) {
        side.f0 = event.id;
        side.f1 = event.name;
        output.collect(side);
      } else if (event.kind == Event.AUCTION) {
        side.f0 = event.seller;
        side.f1 = "";
        output.collect(side);
      }
    }
  }

  /** The person's name, "" while it has not come; whether there was a sale. */
  private static final class Meeting
      implements AggregateFunction<
          Tuple2<Long, String>, Tuple2<String, Boolean>, Tuple2<String, Boolean>> {
    private static final long serialVersionUID = 1;

    @Override
    public Tuple2<String, Boolean> createAccumulator() {
      return Tuple2.of("", false);
    }

    @Override
    public Tuple2<String, Boolean> add(Tuple2<Long, String> side, Tuple2<String, Boolean> met) {
      if (side.f1.isEmpty()) {
        met.f1 = true;
      } else {
        met.f0 = side.f1;
      }
      return met;
    }

    @Override
    public Tuple2<String, Boolean> getResult(Tuple2<String, Boolean> met) {
      return met;
    }

    @Override
    public Tuple2<String, Boolean> merge(
        Tuple2<String, Boolean> one, Tuple2<String, Boolean> other) {
      return Tuple2.of(one.f0.isEmpty() ? other.f0 : one.f0, one.f1 || other.f1);
    }
  }

  private static final class Result
      implements WindowFunction<
          Tuple2<String, Boolean>, Tuple3<Long, String, Long>, Long, TimeWindow> {
    private static final long serialVersionUID = 1;

    @Override
    public void apply(
        Long id, TimeWindow window, Iterable<Tuple2<String, Boolean>> meetings,
        Collector<Tuple3<Long, String, Long>> output) {
      Tuple2<String, Boolean> met = meetings.iterator().next();
      if (met.f1 && !met.f0.isEmpty()) {
        output.collect(Tuple3.of(id, met.f0, window.getStart()));
      }
    }
  }
}
