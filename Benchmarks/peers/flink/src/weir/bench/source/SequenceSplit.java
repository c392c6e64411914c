package weir.bench.source;

import org.apache.flink.api.connector.source.SourceSplit;

/** The sequence numbers index, index + step, ... and the next one that is not made yet. */
public record SequenceSplit(int index, long next) implements SourceSplit {
  @Override
  public String splitId() {
    return Integer.toString(index);
  }
}
