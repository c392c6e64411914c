package weir.bench;

import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A row of the benchmark. */
@FunctionalInterface
public interface Row {
  /** Adds the row's job, from its source to its sink, to the environment. */
  void build(StreamExecutionEnvironment environment, Workload workload) throws Exception;
}
