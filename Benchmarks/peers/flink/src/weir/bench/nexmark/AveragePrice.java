package weir.bench.nexmark;

import static weir.bench.Numbers.mixed;

import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.api.java.tuple.Tuple4;
import org.apache.flink.api.java.typeutils.ValueTypeInfo;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.types.LongValue;
import org.apache.flink.util.Collector;
import weir.bench.Row;
import weir.bench.Workload;
import weir.bench.sink.TableSink;

/** q4: the average winning price of each category. */
public record AveragePrice() implements Row {
  /** Auction's id, time, expires or 0 for a bid, category or price. */
  private static final TypeInformation<Tuple4<Long, LongValue, LongValue, LongValue>> SIDE =
      Types.TUPLE(
          Types.LONG, ValueTypeInfo.LONG_VALUE_TYPE_INFO, ValueTypeInfo.LONG_VALUE_TYPE_INFO,
          ValueTypeInfo.LONG_VALUE_TYPE_INFO);
  private static final TypeInformation<Tuple2<Long, Long>> CATEGORY_PRICE =
      Types.TUPLE(Types.LONG, Types.LONG);

  @Override
  public void build(StreamExecutionEnvironment environment, Workload workload) {
    Events.all(environment, workload)
        .flatMap(new Sides())
        .returns(SIDE)
        .keyBy(side -> side.f0, Types.LONG)
        .process(new Winners(), CATEGORY_PRICE)
        .keyBy(winner -> winner.f0, Types.LONG)
        .process(new Averages(), CATEGORY_PRICE)
        .sinkTo(new TableSink(row -> mixed(row.f0, row.f1, 0, 0)));
  }

  /** Auctions and bids as one stream, so that one exchange and one state hold both. */
  private static final class Sides
      implements FlatMapFunction<Event, Tuple4<Long, LongValue, LongValue, LongValue>> {
    private static final long serialVersionUID = 1;
    private final Tuple4<Long, LongValue, LongValue, LongValue> side =
        Tuple4.of(0L, new LongValue(), new LongValue(), new LongValue());

    @Override
    public void flatMap(
        Event event, Collector<Tuple4<Long, LongValue, LongValue, LongValue>> output) {
      if (event.kind == Event.BID) {
        side.f0 = event.auction;
        side.f2.setValue(0);
        side.f3.setValue(event.price);
      } else if (event.kind == Event.AUCTION) {
        side.f0 = event.id;
        side.f2.setValue(event.expires);
        side.f3.setValue(event.category);
      } else {
        return;
      }
      side.f1.setValue(event.time);
      output.collect(side);
    }
  }

  private static final class Winners
      extends KeyedProcessFunction<
          Long, Tuple4<Long, LongValue, LongValue, LongValue>, Tuple2<Long, Long>> {
    private static final long serialVersionUID = 1;
    private static final long TIMER_MILLISECONDS = 100;
    private transient ValueState<OpenAuction> state;

    @Override
    public void open(OpenContext context) {
      state =
          getRuntimeContext()
              .getState(new ValueStateDescriptor<>("auction", Types.POJO(OpenAuction.class)));
    }

    /** The stored object is changed in place, which state on the heap allows. */
    @Override
    public void processElement(
        Tuple4<Long, LongValue, LongValue, LongValue> side, Context context,
        Collector<Tuple2<Long, Long>> output)
        throws Exception {
      OpenAuction auction = state.value();
      if (auction == null) {
        auction = new OpenAuction();
        state.update(auction);
      }
      long time = side.f1.getValue();
      long expires = side.f2.getValue();
      if (expires > 0) {
        auction.open(time, expires, side.f3.getValue());
        context.timerService().registerEventTimeTimer(expires);
      } else if (auction.isKnown) {
        auction.take(time, side.f3.getValue());
      } else {
        if (auction.waitingCount == 0) {
          context.timerService().registerEventTimeTimer(soonAfter(time));
        }
        auction.await(time, side.f3.getValue());
      }
    }

    @Override
    public void onTimer(long now, OnTimerContext context, Collector<Tuple2<Long, Long>> output)
        throws Exception {
      OpenAuction auction = state.value();
      if (auction == null) {
        return;
      }
      if (auction.isKnown) {
        if (now >= auction.expires) {
          if (auction.highest > 0) {
            output.collect(Tuple2.of(auction.category, auction.highest));
          }
          state.clear();
        }
        return;
      }
      long next = auction.drop(now);
      if (next < 0) {
        state.clear();
      } else {
        context.timerService().registerEventTimeTimer(soonAfter(next));
      }
    }

    /** Coarse, so that fewer timers drop the bids that wait in vain. */
    private static long soonAfter(long time) {
      return time / TIMER_MILLISECONDS * TIMER_MILLISECONDS + TIMER_MILLISECONDS - 1;
    }
  }

  private static final class Averages
      extends KeyedProcessFunction<Long, Tuple2<Long, Long>, Tuple2<Long, Long>> {
    private static final long serialVersionUID = 1;
    private transient ValueState<Tuple2<Long, Long>> sumAndCount;

    @Override
    public void open(OpenContext context) {
      sumAndCount =
          getRuntimeContext().getState(new ValueStateDescriptor<>("prices", CATEGORY_PRICE));
    }

    @Override
    public void processElement(
        Tuple2<Long, Long> winner, Context context, Collector<Tuple2<Long, Long>> output)
        throws Exception {
      Tuple2<Long, Long> prices = sumAndCount.value();
      if (prices == null) {
        prices = Tuple2.of(0L, 0L);
        sumAndCount.update(prices);
      }
      prices.f0 += winner.f1;
      prices.f1 += 1;
      output.collect(Tuple2.of(winner.f0, prices.f0 / prices.f1));
    }
  }
}
