package weir.bench.source;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.core.io.InputStatus;
import weir.bench.sink.Totals;

/**
 * Makes the records of one split in the task's own thread, several hundred in one turn of its
 * mailbox: one a turn, as the generator source of the distribution does, costs several times more
 * than the record.
 */
final class SequenceReader<T> implements SourceReader<T, SequenceSplit> {
  private static final int RECORDS_PER_TURN = 500;
  private static final int RECORDS_PER_WATERMARK = 1000;

  private final SequenceSource<T> source;
  private final int step;
  private final CompletableFuture<Void> available = new CompletableFuture<>();
  private final Pace pace;
  private int index = -1;
  private long next;
  private long time;
  private long rest;
  private long made;
  private boolean isEmpty;

  SequenceReader(SequenceSource<T> source, int step) {
    this.source = source;
    this.step = step;
    this.pace = source.rate > 0 ? new Pace(source.rate) : null;
  }

  @Override
  public void start() {
    Totals.started();
  }

  @Override
  public void addSplits(List<SequenceSplit> splits) {
    for (SequenceSplit split : splits) {
      index = split.index();
      next = split.next();
      time = next / source.recordsPerMillisecond;
      rest = next % source.recordsPerMillisecond;
    }
    available.complete(null);
  }

  @Override
  public void notifyNoMoreSplits() {
    isEmpty = index < 0;
    available.complete(null);
  }

  @Override
  public InputStatus pollNext(ReaderOutput<T> output) {
    if (index < 0) {
      return isEmpty ? InputStatus.END_OF_INPUT : InputStatus.NOTHING_AVAILABLE;
    }
    long end = Math.min(source.events, next + (long) RECORDS_PER_TURN * step);
    if (pace != null) {
      end = pace.limit(next, end);
    }
    while (next < end) {
      output.collect(source.maker.make(next, time), time);
      made += 1;
      if (made % RECORDS_PER_WATERMARK == 0) {
        output.emitWatermark(new Watermark(time - 1));
      }
      next += step;
      rest += step;
      while (rest >= source.recordsPerMillisecond) {
        rest -= source.recordsPerMillisecond;
        time += 1;
      }
    }
    return next < source.events ? InputStatus.MORE_AVAILABLE : InputStatus.END_OF_INPUT;
  }

  @Override
  public CompletableFuture<Void> isAvailable() {
    return available;
  }

  @Override
  public List<SequenceSplit> snapshotState(long checkpoint) {
    return index < 0 ? List.of() : List.of(new SequenceSplit(index, next));
  }

  @Override
  public void close() {}
}
