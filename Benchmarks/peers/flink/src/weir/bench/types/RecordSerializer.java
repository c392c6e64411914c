package weir.bench.types;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Writes the fields of a record that can be changed one after the other. Of records between tasks
 * only, never of state.
 */
public abstract class RecordSerializer<T> extends TypeSerializerSingleton<T> {
  private static final long serialVersionUID = 1;

  protected abstract void read(T record, DataInputView source) throws IOException;

  @Override
  public boolean isImmutableType() {
    return false;
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public T copy(T record) {
    return copy(record, createInstance());
  }

  @Override
  public T deserialize(DataInputView source) throws IOException {
    T record = createInstance();
    read(record, source);
    return record;
  }

  @Override
  public T deserialize(T record, DataInputView source) throws IOException {
    read(record, source);
    return record;
  }

  @Override
  public void copy(DataInputView source, DataOutputView target) throws IOException {
    serialize(deserialize(source), target);
  }

  @Override
  public TypeSerializerSnapshot<T> snapshotConfiguration() {
    throw new UnsupportedOperationException(getClass() + " is not for state");
  }
}
