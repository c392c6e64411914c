package weir.bench.types;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Texts in an exchange: how many bytes, then these at once. The distribution's own serializer
 * writes and reads them letter by letter.
 */
public final class Texts {
  private Texts() {}

  public static void write(String text, DataOutputView target) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    target.writeInt(bytes.length);
    target.write(bytes);
  }

  public static String read(DataInputView source) throws IOException {
    byte[] bytes = new byte[source.readInt()];
    source.readFully(bytes);
    return new String(bytes, UTF_8);
  }
}
