package weir.bench.rows;

import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.reader.SimpleStreamFormat;
import org.apache.flink.connector.file.src.reader.StreamFormat;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.core.JsonFactory;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.core.JsonParser;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.core.JsonToken;

/** Parses JSON lines straight from the stream's bytes, without a text of each line. */
final class ClickFormat extends SimpleStreamFormat<Click> {
  private static final long serialVersionUID = 1;

  @Override
  public StreamFormat.Reader<Click> createReader(
      Configuration configuration, FSDataInputStream stream) throws IOException {
    return new Reader(new JsonFactory().createParser(stream));
  }

  @Override
  public TypeInformation<Click> getProducedType() {
    return Click.TYPE;
  }

  private record Reader(JsonParser parser) implements StreamFormat.Reader<Click> {
    @Override
    public Click read() throws IOException {
      if (parser.nextToken() == null) {
        return null;
      }
      Click click = new Click();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = parser.currentName();
        parser.nextToken();
        switch (field) {
          case "user_id" -> click.userID = parser.getText();
          case "event_type" -> click.eventType = parser.getText();
          case "ts" -> click.time = parser.getLongValue();
          default -> parser.skipChildren();
        }
      }
      return click;
    }

    @Override
    public void close() throws IOException {
      parser.close();
    }
  }
}
