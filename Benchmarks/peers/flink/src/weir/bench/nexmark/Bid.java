package weir.bench.nexmark;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import weir.bench.Numbers;
import weir.bench.types.RecordSerializer;
import weir.bench.types.RecordType;

/** A bid on the way or as a result. */
public final class Bid {
  static final RecordType<Bid> TYPE = new RecordType<>(new Serializer());

  public long auction;
  public long bidder;
  public long price;
  public long time;

  long number() {
    return Numbers.mixed(auction, bidder, price, time);
  }

  Bid copy() {
    return copy(this, new Bid());
  }

  private static Bid copy(Bid bid, Bid into) {
    into.auction = bid.auction;
    into.bidder = bid.bidder;
    into.price = bid.price;
    into.time = bid.time;
    return into;
  }

  private static final class Serializer extends RecordSerializer<Bid> {
    private static final long serialVersionUID = 1;

    @Override
    public Bid createInstance() {
      return new Bid();
    }

    @Override
    public Bid copy(Bid bid, Bid into) {
      return Bid.copy(bid, into);
    }

    @Override
    public void serialize(Bid bid, DataOutputView target) throws IOException {
      target.writeLong(bid.auction);
      target.writeLong(bid.bidder);
      target.writeLong(bid.price);
      target.writeLong(bid.time);
    }

    @Override
    protected void read(Bid bid, DataInputView source) throws IOException {
      bid.auction = source.readLong();
      bid.bidder = source.readLong();
      bid.price = source.readLong();
      bid.time = source.readLong();
    }
  }
}
