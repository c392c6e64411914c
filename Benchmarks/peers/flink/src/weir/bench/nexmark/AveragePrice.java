package weir.bench.nexmark;

import static weir.bench.Numbers.mixed;

import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import weir.bench.Row;
import weir.bench.Workload;
import weir.bench.sink.TableSink;

/** q4: the average winning price of each category. */
public record AveragePrice() implements Row {
  private static final TypeInformation<Tuple2<Long, Long>> CATEGORY_PRICE =
      Types.TUPLE(Types.LONG, Types.LONG);

  @Override
  public void build(StreamExecutionEnvironment environment, Workload workload) {
    Events.all(environment, workload)
        .flatMap(new Sides())
        .returns(AuctionSide.TYPE)
        .keyBy(side -> side.auction, Types.LONG)
        .process(new Winners(), CATEGORY_PRICE)
        .keyBy(winner -> winner.f0, Types.LONG)
        .process(new Averages(), CATEGORY_PRICE)
        .sinkTo(new TableSink(row -> mixed(row.f0, row.f1, 0, 0)));
  }

  /** Auctions and bids as one stream, so that one exchange and one state hold both. */
  private static final class Sides implements FlatMapFunction<Event, AuctionSide> {
    private static final long serialVersionUID = 1;
    private final AuctionSide side = new AuctionSide();

    @Override
    public void flatMap(Event event, Collector<AuctionSide> output) {
      if (event.kind == Event.BID) {
        side.auction = event.auction;
        side.expires = 0;
        side.number = event.price;
      } else if (event.kind == Event.AUCTION) {
        side.auction = event.id;
        side.expires = event.expires;
        side.number = event.category;
      } else {
        return;
      }
      side.time = event.time;
      output.collect(side);
    }
  }

  private static final class Winners
      extends KeyedProcessFunction<Long, AuctionSide, Tuple2<Long, Long>> {
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
        AuctionSide side, Context context, Collector<Tuple2<Long, Long>> output)
        throws Exception {
      OpenAuction auction = state.value();
      if (auction == null) {
        auction = new OpenAuction();
        state.update(auction);
      }
      if (side.expires > 0) {
        auction.open(side.time, side.expires, side.number);
        context.timerService().registerEventTimeTimer(side.expires);
      } else if (auction.isKnown) {
        auction.take(side.time, side.number);
      } else {
        if (auction.waitingCount == 0) {
          context.timerService().registerEventTimeTimer(soonAfter(side.time));
        }
        auction.await(side.time, side.number);
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
