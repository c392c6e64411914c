package weir.bench.nexmark;

import java.io.IOException;
import java.io.Serializable;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import weir.bench.types.RecordSerializer;
import weir.bench.types.RecordType;

/** An auction, or a bid on it. */
public final class AuctionSide implements Serializable {
  private static final long serialVersionUID = 1;
  static final RecordType<AuctionSide> TYPE = new RecordType<>(new Serializer());

  public long auction;
  public long time;
  /** 0 for a bid. */
  public long expires;
  /** The auction's category or the bid's price. */
  public long number;

  private static final class Serializer extends RecordSerializer<AuctionSide> {
    private static final long serialVersionUID = 1;

    @Override
    public AuctionSide createInstance() {
      return new AuctionSide();
    }

    @Override
    public AuctionSide copy(AuctionSide side, AuctionSide into) {
      into.auction = side.auction;
      into.time = side.time;
      into.expires = side.expires;
      into.number = side.number;
      return into;
    }

    @Override
    public void serialize(AuctionSide side, DataOutputView target) throws IOException {
      target.writeLong(side.auction);
      target.writeLong(side.time);
      target.writeLong(side.expires);
      target.writeLong(side.number);
    }

    @Override
    protected void read(AuctionSide side, DataInputView source) throws IOException {
      side.auction = source.readLong();
      side.time = source.readLong();
      side.expires = source.readLong();
      side.number = source.readLong();
    }
  }
}
