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
    var hash: UInt64 = 0x9E37_79B9_7F4A_7C15 ^ UInt64(truncatingIfNeeded: bytes.count)
    guard let base = bytes.baseAddress else { return mix(hash) }
    let count = bytes.count
    var index = 0
    while index &+ 16 <= count {
      let low = UInt64(littleEndian: base.loadUnaligned(fromByteOffset: index, as: UInt64.self))
      let high = UInt64(
        littleEndian: base.loadUnaligned(fromByteOffset: index &+ 8, as: UInt64.self))
      let product = (low ^ 0xA076_1D64_78BD_642F).multipliedFullWidth(by: high ^ hash)
      hash = product.high ^ product.low
      index &+= 16
    }
    if index < count {
      var first: UInt64 = 0
      var second: UInt64 = 0
      var shift: UInt64 = 0
      while index < count {
        let byte = UInt64(base.load(fromByteOffset: index, as: UInt8.self))
        if shift < 64 { first |= byte << shift } else { second |= byte << (shift &- 64) }
        shift &+= 8
        index &+= 1
      }
      let product = (first ^ 0xE703_7ED1_A0B4_28DB).multipliedFullWidth(by: second ^ hash)
      hash = product.high ^ product.low
    }
    return mix(hash)
  }

  /// Hashes the UTF-8 bytes of a text. Canonically equivalent texts with different bytes differ.
  @inlinable @inline(__always)
  public static func hash(_ text: String) -> UInt64 {
    var text = text
    return text.withUTF8 { hash(UnsafeRawBufferPointer($0)) }
  }
}
