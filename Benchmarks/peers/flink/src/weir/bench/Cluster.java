package weir.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;

/** A local cluster that stays up, so that a measured job finds it and the JVM warm. */
public final class Cluster implements AutoCloseable {
  private final MiniCluster cluster;
  private final int parallelism;

  /**
   * A cluster of one worker.
   *
   * @param scratch where it keeps its temporary files
   */
  public Cluster(int parallelism, Path scratch) throws Exception {
    this.parallelism = parallelism;
    Configuration configuration = new Configuration();
    configuration.set(RestOptions.BIND_PORT, "0");
    configuration.set(CoreOptions.TMP_DIRS, scratch.toString());
    configuration.set(WebOptions.CHECKPOINTS_HISTORY_SIZE, 10_000);
    configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(128));
    configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(128));
    configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(32));
    cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(parallelism)
                .build());
    cluster.start();
  }

  /**
   * An environment for one job: objects reused, chained, state on the heap, no periodic watermarks.
   *
   * @param checkpointInterval milliseconds; 0 for none
   * @param checkpoints the folder they are kept in, as a URI
   */
  public StreamExecutionEnvironment environment(long checkpointInterval, String checkpoints) {
    Configuration configuration = new Configuration();
    configuration.set(PipelineOptions.OBJECT_REUSE, true);
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    configuration.set(PipelineOptions.AUTO_WATERMARK_INTERVAL, Duration.ZERO);
    configuration.set(StateBackendOptions.STATE_BACKEND, "hashmap");
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "disable");
    if (checkpointInterval > 0) {
      configuration.set(
          CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(checkpointInterval));
      configuration.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints);
    }
    StreamExecutionEnvironment environment = new StreamExecutionEnvironment(configuration);
    environment.setParallelism(parallelism);
    return environment;
  }

  /** Runs the environment's job to its end. */
  public JobRun run(StreamExecutionEnvironment environment, String name) throws Exception {
    JobGraph job = graph(environment, name);
    long start = System.nanoTime();
    cluster.executeJobBlocking(job);
    double seconds = (System.nanoTime() - start) / 1e9;
    var statistics = cluster.getExecutionGraph(job.getJobID()).get().getCheckpointStatsSnapshot();
    return new JobRun(seconds, CheckpointFigures.of(statistics));
  }

  /**
   * Starts the environment's job.
   *
   * @param checkpoint the folder of the checkpoint that it goes on from; null: it begins
   */
  public JobID start(StreamExecutionEnvironment environment, String name, Path checkpoint)
      throws Exception {
    JobGraph job = graph(environment, name);
    if (checkpoint != null) {
      job.setSavepointRestoreSettings(
          SavepointRestoreSettings.forPath(checkpoint.toUri().toString()));
    }
    return cluster.submitJob(job).get().getJobID();
  }

  /** What comes when a job has ended, well or not. */
  public CompletableFuture<JobResult> end(JobID job) {
    return cluster.requestJobResult(job);
  }

  /** How many checkpoints of a job have become complete. */
  public long completeCheckpoints(JobID job) throws Exception {
    var statistics = cluster.getExecutionGraph(job).get().getCheckpointStatsSnapshot();
    return statistics == null ? 0 : statistics.getCounts().getNumberOfCompletedCheckpoints();
  }

  private static JobGraph graph(StreamExecutionEnvironment environment, String name) {
    StreamGraph graph = environment.getStreamGraph();
    graph.setJobName(name);
    return graph.getJobGraph();
  }

  @Override
  public void close() throws Exception {
    cluster.close();
  }
}
