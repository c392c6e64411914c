package weir.bench.rows;

import org.apache.flink.streaming.api.windowing.triggers.Trigger;
import org.apache.flink.streaming.api.windowing.triggers.TriggerResult;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;

/**
 * Fires when time has passed the window's end, as the standard trigger does, but on the timer that
 * the window operator sets anyhow to clear the window, which is at the same time where no lateness is
 * allowed. The standard trigger looks for that timer again for each record.
 */
public final class AtEnd extends Trigger<Object, TimeWindow> {
  private static final long serialVersionUID = 1;

  @Override
  public TriggerResult onElement(
      Object record, long time, TimeWindow window, TriggerContext context) {
    return TriggerResult.CONTINUE;
  }

  @Override
  public TriggerResult onEventTime(long time, TimeWindow window, TriggerContext context) {
    return time == window.maxTimestamp() ? TriggerResult.FIRE : TriggerResult.CONTINUE;
  }

  @Override
  public TriggerResult onProcessingTime(long time, TimeWindow window, TriggerContext context) {
    return TriggerResult.CONTINUE;
  }

  @Override
  public boolean canMerge() {
    return true;
  }

  @Override
  public void onMerge(TimeWindow window, OnMergeContext context) {}

  @Override
  public void clear(TimeWindow window, TriggerContext context) {}
}
