package weir.bench.source;

import java.io.Serializable;

/**
 * Makes the record of a sequence number. Every reader has a maker of its own, which may fill and
 * return the same object again and again: objects are reused in these jobs.
 */
@FunctionalInterface
public interface RecordMaker<T> extends Serializable {
  /**
   * @param time the record's time in milliseconds
   */
  T make(long sequence, long time);
}
