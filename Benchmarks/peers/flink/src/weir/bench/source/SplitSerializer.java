package weir.bench.source;

import java.nio.ByteBuffer;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** Of a split in a checkpoint. */
final class SplitSerializer implements SimpleVersionedSerializer<SequenceSplit> {
  @Override
  public int getVersion() {
    return 1;
  }

  @Override
  public byte[] serialize(SequenceSplit split) {
    return ByteBuffer.allocate(12).putInt(split.index()).putLong(split.next()).array();
  }

  @Override
  public SequenceSplit deserialize(int version, byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new SequenceSplit(buffer.getInt(), buffer.getLong());
  }
}
