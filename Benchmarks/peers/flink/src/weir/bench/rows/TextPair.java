package weir.bench.rows;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import weir.bench.types.RecordSerializer;
import weir.bench.types.RecordType;
import weir.bench.types.Texts;

/** (text, value) */
public final class TextPair extends Pair<String> {
  private static final long serialVersionUID = 1;
  public static final RecordType<TextPair> TYPE = new RecordType<>(new Serializer());

  public String text;

  @Override
  public String key() {
    return text;
  }

  private static final class Serializer extends RecordSerializer<TextPair> {
    private static final long serialVersionUID = 1;

    @Override
    public TextPair createInstance() {
      return new TextPair();
    }

    @Override
    public TextPair copy(TextPair pair, TextPair into) {
      into.text = pair.text;
      into.value = pair.value;
      return into;
    }

    @Override
    public void serialize(TextPair pair, DataOutputView target) throws IOException {
      Texts.write(pair.text, target);
      target.writeLong(pair.value);
    }

    @Override
    protected void read(TextPair pair, DataInputView source) throws IOException {
      pair.text = Texts.read(source);
      pair.value = source.readLong();
    }
  }
}
