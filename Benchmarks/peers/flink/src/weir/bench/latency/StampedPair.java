package weir.bench.latency;

import java.io.IOException;
import java.io.Serializable;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import weir.bench.types.RecordSerializer;
import weir.bench.types.RecordType;

/** A pair with the moment at which the source made it; behind the sum, the sum is its value. */
public final class StampedPair implements Serializable {
  private static final long serialVersionUID = 1;
  static final RecordType<StampedPair> TYPE = new RecordType<>(new Serializer());

  public long key;
  public long value;
  /** Nanoseconds of the process's clock. */
  public long stamp;

  private static final class Serializer extends RecordSerializer<StampedPair> {
    private static final long serialVersionUID = 1;

    @Override
    public StampedPair createInstance() {
      return new StampedPair();
    }

    @Override
    public StampedPair copy(StampedPair pair, StampedPair into) {
      into.key = pair.key;
      into.value = pair.value;
      into.stamp = pair.stamp;
      return into;
    }

    @Override
    public void serialize(StampedPair pair, DataOutputView target) throws IOException {
      target.writeLong(pair.key);
      target.writeLong(pair.value);
      target.writeLong(pair.stamp);
    }

    @Override
    protected void read(StampedPair pair, DataInputView source) throws IOException {
      pair.key = source.readLong();
      pair.value = source.readLong();
      pair.stamp = source.readLong();
    }
  }
}
