package weir.bench.nexmark;

import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * The highest bids of each window of one subtask, before any exchange. There is no state to
 * keep: what it has goes downstream before a checkpoint's barrier does.
 */
final class LocalHighest extends AbstractStreamOperator<HighestBids>
    implements OneInputStreamOperator<Bid, HighestBids> {
  private static final long serialVersionUID = 1;

  private final long windowMilliseconds;
  private transient TreeMap<Long, HighestBids> windows;
  private transient long latestStart;
  private transient HighestBids latest;

  LocalHighest(long windowMilliseconds) {
    this.windowMilliseconds = windowMilliseconds;
  }

  @Override
  public void open() throws Exception {
    super.open();
    windows = new TreeMap<>();
  }

  @Override
  public void processElement(StreamRecord<Bid> record) {
    long time = record.getTimestamp();
    if (latest == null || time < latestStart || time >= latestStart + windowMilliseconds) {
      latestStart = Math.floorDiv(time, windowMilliseconds) * windowMilliseconds;
      latest = windows.computeIfAbsent(latestStart, start -> new HighestBids());
    }
    latest.add(record.getValue());
  }

  @Override
  public void processWatermark(Watermark watermark) throws Exception {
    emit(watermark.getTimestamp());
    super.processWatermark(watermark);
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpoint) {
    emit(Long.MAX_VALUE);
  }

  private void emit(long now) {
    Iterator<Map.Entry<Long, HighestBids>> oldest = windows.entrySet().iterator();
    while (oldest.hasNext()) {
      Map.Entry<Long, HighestBids> window = oldest.next();
      if (window.getKey() + windowMilliseconds - 1 > now) {
        return;
      }
      output.collect(new StreamRecord<>(window.getValue(), window.getKey()));
      oldest.remove();
      latest = null;
    }
  }
}
