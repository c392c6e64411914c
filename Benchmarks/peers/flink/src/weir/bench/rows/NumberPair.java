package weir.bench.rows;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import weir.bench.types.RecordSerializer;
import weir.bench.types.RecordType;

/** (number, value) */
public final class NumberPair extends Pair<Long> {
  private static final long serialVersionUID = 1;
  public static final RecordType<NumberPair> TYPE = new RecordType<>(new Serializer());

  public long number;

  @Override
  public Long key() {
    return number;
  }

  private static final class Serializer extends RecordSerializer<NumberPair> {
    private static final long serialVersionUID = 1;

    @Override
    public NumberPair createInstance() {
      return new NumberPair();
    }

    @Override
    public NumberPair copy(NumberPair pair, NumberPair into) {
      into.number = pair.number;
      into.value = pair.value;
      return into;
    }

    @Override
    public void serialize(NumberPair pair, DataOutputView target) throws IOException {
      target.writeLong(pair.number);
      target.writeLong(pair.value);
    }

    @Override
    protected void read(NumberPair pair, DataInputView source) throws IOException {
      pair.number = source.readLong();
      pair.value = source.readLong();
    }
  }
}
