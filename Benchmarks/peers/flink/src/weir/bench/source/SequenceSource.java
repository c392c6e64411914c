package weir.bench.source;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** Records that are functions of the sequence numbers 0, 1, ..., events - 1. */
public final class SequenceSource<T> implements Source<T, SequenceSplit, List<SequenceSplit>> {
  private static final long serialVersionUID = 1;

  final long events;
  final int recordsPerMillisecond;
  final RecordMaker<T> maker;
  /** Records a second of the whole source; 0 for as many as can be made. */
  final long rate;

  public SequenceSource(long events, int recordsPerMillisecond, RecordMaker<T> maker) {
    this(events, recordsPerMillisecond, maker, 0);
  }

  public SequenceSource(
      long events, int recordsPerMillisecond, RecordMaker<T> maker, long rate) {
    this.events = events;
    this.recordsPerMillisecond = recordsPerMillisecond;
    this.maker = maker;
    this.rate = rate;
  }

  @Override
  public Boundedness getBoundedness() {
    return Boundedness.BOUNDED;
  }

  @Override
  public SourceReader<T, SequenceSplit> createReader(SourceReaderContext context) {
    return new SequenceReader<>(this, context.currentParallelism());
  }

  @Override
  public SplitEnumerator<SequenceSplit, List<SequenceSplit>> createEnumerator(
      SplitEnumeratorContext<SequenceSplit> context) {
    List<SequenceSplit> splits = new ArrayList<>();
    for (int index = 0; index < context.currentParallelism(); index++) {
      splits.add(new SequenceSplit(index, index));
    }
    return new SequenceEnumerator(context, splits);
  }

  @Override
  public SplitEnumerator<SequenceSplit, List<SequenceSplit>> restoreEnumerator(
      SplitEnumeratorContext<SequenceSplit> context, List<SequenceSplit> waiting) {
    return new SequenceEnumerator(context, waiting);
  }

  @Override
  public SimpleVersionedSerializer<SequenceSplit> getSplitSerializer() {
    return new SplitSerializer();
  }

  @Override
  public SimpleVersionedSerializer<List<SequenceSplit>> getEnumeratorCheckpointSerializer() {
    return new WaitingSerializer();
  }
}
