package weir.bench.nexmark;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import weir.bench.Workload;
import weir.bench.source.SequenceSource;

/** The one source of every query, and its parts. */
final class Events {
  private Events() {}

  static DataStream<Event> all(StreamExecutionEnvironment environment, Workload workload) {
    return environment.fromSource(
        new SequenceSource<>(
            workload.events(), EventMaker.EVENTS_PER_MILLISECOND, new EventMaker()),
        WatermarkStrategy.noWatermarks(), "events", Types.POJO(Event.class));
  }

  static DataStream<Event> bids(StreamExecutionEnvironment environment, Workload workload) {
    return all(environment, workload).filter(event -> event.kind == Event.BID);
  }
}
