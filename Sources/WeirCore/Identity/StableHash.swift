/// Hashes that are the same in every process and on every machine.
///
/// They decide where a record goes and stand in files, so their values are frozen: changing one
/// breaks every existing checkpoint. Swift's `Hasher` is seeded per process and must never be used
/// for either purpose. The mixing step is the 64×64→128-bit multiply-and-fold of wyhash
/// (Wang Yi, https://github.com/wangyi-fudan/wyhash).
public enum StableHash {
  /// Mixes one 64-bit word; every bit of the result depends on every bit of `word`.
  @inlinable @inline(__always)
  public static func mix(_ word: UInt64) -> UInt64 {
    let product = (word ^ 0x9E37_79B9_7F4A_7C15).multipliedFullWidth(by: 0xBF58_476D_1CE4_E5B9)
    return product.high ^ product.low
  }

  /// Mixes a further word into a running hash.
  @inlinable @inline(__always)
  public static func combine(_ hash: UInt64, _ word: UInt64) -> UInt64 {
    let product = (word ^ 0xA076_1D64_78BD_642F).multipliedFullWidth(
      by: hash ^ 0xE703_7ED1_A0B4_28DB)
    return mix(product.high ^ product.low)
  }

  /// Hashes a run of bytes; equal bytes give equal hashes on every machine.
  @inlinable
  public static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    let count = bytes.count
    var hash = seed(count)
    guard let base = bytes.baseAddress else { return mix(hash) }
    var index = 0
    while index &+ 16 <= count {
      hash = block(hash, word(base, index), word(base, index &+ 8))
      index &+= 16
    }
    let rest = count &- index
    if rest >= 8 {
      // The last eight bytes overlap the first; what both have is shifted out.
      let surplus = UInt64(truncatingIfNeeded: 8 &* (15 &- rest))
      hash = tail(hash, word(base, index), (word(base, count &- 8) &>> surplus) &>> 8)
    } else if rest > 0 {
      hash = tail(hash, shortWord(base + index, rest), 0)
    }
    return mix(hash)
  }

  /// What the hash of `count` bytes begins with.
  @inlinable @inline(__always) static func seed(_ count: Int) -> UInt64 {
    0x9E37_79B9_7F4A_7C15 ^ UInt64(truncatingIfNeeded: count)
  }

  /// Takes up 16 bytes.
  @inlinable @inline(__always)
  static func block(_ hash: UInt64, _ first: UInt64, _ second: UInt64) -> UInt64 {
    let product = (first ^ 0xA076_1D64_78BD_642F).multipliedFullWidth(by: second ^ hash)
    return product.high ^ product.low
  }

  /// Takes up the last 1 to 15 bytes, zeros behind them.
  @inlinable @inline(__always)
  static func tail(_ hash: UInt64, _ first: UInt64, _ second: UInt64) -> UInt64 {
    let product = (first ^ 0xE703_7ED1_A0B4_28DB).multipliedFullWidth(by: second ^ hash)
    return product.high ^ product.low
  }

  @inlinable @inline(__always)
  static func word(_ base: UnsafeRawPointer, _ offset: Int) -> UInt64 {
    UInt64(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  /// 1 to 7 bytes, zeros behind them.
  @inlinable @inline(__always)
  static func shortWord(_ base: UnsafeRawPointer, _ count: Int) -> UInt64 {
    if count >= 4 {
      let first = UInt32(littleEndian: base.loadUnaligned(as: UInt32.self))
      let last = UInt32(
        littleEndian: base.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self))
      return UInt64(first) | UInt64(last) &<< UInt64(truncatingIfNeeded: 8 &* (count &- 4))
    }
    // The middle one of two is the second, and of one all three are the first.
    let (middle, last) = (count >> 1, count &- 1)
    return UInt64(base.load(as: UInt8.self)) | byte(base, middle) | byte(base, last)
  }

  /// A byte, at the place in a word that it has in memory.
  @inlinable @inline(__always)
  static func byte(_ base: UnsafeRawPointer, _ offset: Int) -> UInt64 {
    UInt64(base.load(fromByteOffset: offset, as: UInt8.self))
      &<< UInt64(truncatingIfNeeded: 8 &* offset)
  }

  /// Hashes the UTF-8 bytes of a text. Canonically equivalent texts with different bytes differ.
  @inlinable @inline(__always)
  public static func hash(_ text: String) -> UInt64 {
    var text = text
    return text.withUTF8 { hash(UnsafeRawBufferPointer($0)) }
  }
}
