package weir.bench.sink;

import java.io.Serializable;

/** What a row adds to the checksum. */
@FunctionalInterface
public interface RowNumber<T> extends Serializable {
  long of(T row);
}
