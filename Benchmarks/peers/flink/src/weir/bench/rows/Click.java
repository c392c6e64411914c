package weir.bench.rows;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import weir.bench.types.RecordSerializer;
import weir.bench.types.RecordType;
import weir.bench.types.Texts;

/** What the clicks row needs of a line. */
public final class Click {
  static final RecordType<Click> TYPE = new RecordType<>(new Serializer());

  public String userID;
  public String eventType;
  public long time;

  private static final class Serializer extends RecordSerializer<Click> {
    private static final long serialVersionUID = 1;

    @Override
    public Click createInstance() {
      return new Click();
    }

    @Override
    public Click copy(Click click, Click into) {
      into.userID = click.userID;
      into.eventType = click.eventType;
      into.time = click.time;
      return into;
    }

    @Override
    public void serialize(Click click, DataOutputView target) throws IOException {
      Texts.write(click.userID, target);
      Texts.write(click.eventType, target);
      target.writeLong(click.time);
    }

    @Override
    protected void read(Click click, DataInputView source) throws IOException {
      click.userID = Texts.read(source);
      click.eventType = Texts.read(source);
      click.time = source.readLong();
    }
  }
}
