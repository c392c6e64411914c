package weir.bench.rows;

import org.apache.flink.streaming.api.windowing.triggers.Trigger;
import org.apache.flink.streaming.api.windowing.triggers.TriggerResult;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;

/**
 * Fires when time has passed a window's end, as the standard trigger does, but on the timer with
 * which the window operator clears the window: where no lateness is allowed that is at the same
 * time. The standard trigger looks the timer up once more for each record.
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
