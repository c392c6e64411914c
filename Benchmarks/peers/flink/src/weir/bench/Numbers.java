package weir.bench;

import java.nio.charset.StandardCharsets;

/** The functions that define inputs and checksums. */
public final class Numbers {
  private static final long FNV_START = 0xCBF29CE484222325L;
  private static final long FNV_PRIME = 0x100000001B3L;

  private Numbers() {}

  /** The finaliser of SplitMix64. */
  public static long mix(long z) {
    z += 0x9E3779B97F4A7C15L;
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }

  /** A number from 0 to n - 1 made of the upper half of a hash. */
  public static long below(long hash, long n) {
    return (hash >>> 32) * n >>> 32;
  }

  /** The lower half of a hash, not negative. */
  public static long low(long hash) {
    return hash & 0xFFFFFFFFL;
  }

  /** One number of a row of up to four. */
  public static long mixed(long a, long b, long c, long d) {
    return mix(a + 31 * b + 961 * c + 29791 * d);
  }

  /** FNV-1a over the text's UTF-8 bytes. */
  public static long fnv(String text) {
    return fnv(text.getBytes(StandardCharsets.UTF_8));
  }

  public static long fnv(byte[] bytes) {
    long hash = FNV_START;
    for (byte b : bytes) {
      hash = (hash ^ (b & 0xFF)) * FNV_PRIME;
    }
    return hash;
  }
}
