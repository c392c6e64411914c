package weir.bench.rows;

import java.io.Serializable;

/** A key and a value, which can be changed in place. */
public abstract class Pair<K> implements Serializable {
  private static final long serialVersionUID = 1;

  public long value;

  public abstract K key();
}
