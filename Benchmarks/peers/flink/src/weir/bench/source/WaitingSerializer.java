package weir.bench.source;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** Of the splits that wait for their reader, in a checkpoint. */
final class WaitingSerializer implements SimpleVersionedSerializer<List<SequenceSplit>> {
  @Override
  public int getVersion() {
    return 1;
  }

  @Override
  public byte[] serialize(List<SequenceSplit> waiting) {
    ByteBuffer buffer = ByteBuffer.allocate(12 * waiting.size());
    for (SequenceSplit split : waiting) {
      buffer.putInt(split.index()).putLong(split.next());
    }
    return buffer.array();
  }

  @Override
  public List<SequenceSplit> deserialize(int version, byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    List<SequenceSplit> waiting = new ArrayList<>();
    while (buffer.hasRemaining()) {
      waiting.add(new SequenceSplit(buffer.getInt(), buffer.getLong()));
    }
    return waiting;
  }
}
