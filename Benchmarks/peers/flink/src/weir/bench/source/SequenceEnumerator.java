package weir.bench.source;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;

/** Gives the split i to the reader i. */
final class SequenceEnumerator implements SplitEnumerator<SequenceSplit, List<SequenceSplit>> {
  private final SplitEnumeratorContext<SequenceSplit> context;
  private final List<SequenceSplit> waiting;

  SequenceEnumerator(
      SplitEnumeratorContext<SequenceSplit> context, List<SequenceSplit> waiting) {
    this.context = context;
    this.waiting = waiting;
  }

  @Override
  public void start() {}

  @Override
  public void handleSplitRequest(int subtask, String host) {}

  @Override
  public void addSplitsBack(List<SequenceSplit> splits, int subtask) {
    waiting.addAll(splits);
  }

  @Override
  public void addReader(int subtask) {
    for (SequenceSplit split : new ArrayList<>(waiting)) {
      if (split.index() == subtask) {
        context.assignSplit(split, subtask);
        waiting.remove(split);
      }
    }
    context.signalNoMoreSplits(subtask);
  }

  @Override
  public List<SequenceSplit> snapshotState(long checkpoint) {
    return new ArrayList<>(waiting);
  }

  @Override
  public void close() {}
}
