package weir.bench.rows;

import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.types.LongValue;

/** How many records, in one number that is changed in place. */
public final class Count<T> implements AggregateFunction<T, LongValue, LongValue> {
  private static final long serialVersionUID = 1;

  @Override
  public LongValue createAccumulator() {
    return new LongValue(0);
  }

  @Override
  public LongValue add(T record, LongValue count) {
    count.setValue(count.getValue() + 1);
    return count;
  }

  @Override
  public LongValue getResult(LongValue count) {
    return count;
  }

  @Override
  public LongValue merge(LongValue one, LongValue other) {
    one.setValue(one.getValue() + other.getValue());
    return one;
  }
}
