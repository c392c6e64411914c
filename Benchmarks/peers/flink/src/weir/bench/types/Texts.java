package weir.bench.types;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Texts in an exchange, all of whose letters are below U+0100: how many bytes, then these at once.
 * As UTF-8 they cost more. The distribution's own serializer writes and reads letter by letter.
 */
public final class Texts {
  private Texts() {}

  public static void write(String text, DataOutputView target) throws IOException {
    byte[] bytes = text.getBytes(ISO_8859_1);
    target.writeInt(bytes.length);
    target.write(bytes);
  }

  public static String read(DataInputView source) throws IOException {
    byte[] bytes = new byte[source.readInt()];
    source.readFully(bytes);
    return new String(bytes, ISO_8859_1);
  }
}
