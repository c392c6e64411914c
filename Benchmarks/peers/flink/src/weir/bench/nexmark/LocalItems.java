package weir.bench.nexmark;

import static weir.bench.Numbers.fnv;
import static weir.bench.Numbers.mixed;

import java.util.Set;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.api.java.tuple.Tuple4;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;
import weir.bench.Row;
import weir.bench.Workload;
import weir.bench.sink.ChecksumSink;

/** q3: who sells in some states. */
public record LocalItems() implements Row {
  private static final long CATEGORY = 10;
  private static final Set<String> STATES = Set.of("OR", "ID", "CA");
  /** Person's id, name, city, state; as a result the auction's id in the first place. */
  private static final TypeInformation<Tuple4<Long, String, String, String>> PERSON =
      Types.TUPLE(Types.LONG, Types.STRING, Types.STRING, Types.STRING);
  /** Seller, auction's id. */
  private static final TypeInformation<Tuple2<Long, Long>> SALE =
      Types.TUPLE(Types.LONG, Types.LONG);

  @Override
  public void build(StreamExecutionEnvironment environment, Workload workload) {
    DataStream<Event> events =
        Events.all(environment, workload).filter(event -> event.kind != Event.BID);
    DataStream<Tuple4<Long, String, String, String>> persons =
        events
            .filter(event -> event.kind == Event.PERSON && STATES.contains(event.state))
            .map(event -> Tuple4.of(event.id, event.name, event.city, event.state))
            .returns(PERSON);
    DataStream<Tuple2<Long, Long>> sales =
        events
            .filter(event -> event.kind == Event.AUCTION && event.category == CATEGORY)
            .map(event -> Tuple2.of(event.seller, event.id))
            .returns(SALE);
    persons
        .keyBy(person -> person.f0, Types.LONG)
        .connect(sales.keyBy(sale -> sale.f0, Types.LONG))
        .process(new Join(), PERSON)
        .sinkTo(
            new ChecksumSink<>(row -> mixed(row.f0, fnv(row.f1), fnv(row.f2), fnv(row.f3))));
  }

  /** A person stays; an auction waits until its person is there. */
  private static final class Join
      extends KeyedCoProcessFunction<
          Long, Tuple4<Long, String, String, String>, Tuple2<Long, Long>,
          Tuple4<Long, String, String, String>> {
    private static final long serialVersionUID = 1;
    private transient ValueState<Tuple4<Long, String, String, String>> person;
    private transient ListState<Long> waiting;

    @Override
    public void open(OpenContext context) {
      person = getRuntimeContext().getState(new ValueStateDescriptor<>("person", PERSON));
      waiting = getRuntimeContext().getListState(new ListStateDescriptor<>("waiting", Types.LONG));
    }

    @Override
    public void processElement1(
        Tuple4<Long, String, String, String> arrived, Context context,
        Collector<Tuple4<Long, String, String, String>> output)
        throws Exception {
      person.update(arrived.copy());
      for (Long auction : waiting.get()) {
        output.collect(Tuple4.of(auction, arrived.f1, arrived.f2, arrived.f3));
      }
      waiting.clear();
    }

    @Override
    public void processElement2(
        Tuple2<Long, Long> sale, Context context,
        Collector<Tuple4<Long, String, String, String>> output)
        throws Exception {
      Tuple4<Long, String, String, String> seller = person.value();
      if (seller == null) {
        waiting.add(sale.f1);
      } else {
        output.collect(Tuple4.of(sale.f1, seller.f1, seller.f2, seller.f3));
      }
    }
  }
}
