#if arch(x86_64)
  import _Builtin_intrinsics.intel.sse2
#endif

/// What a comparison of sixteen bytes found, as one bit for each byte.
@usableFromInline enum ByteMask {
  /// The bits of the bytes where `mask` is true, the first byte's lowest.
  @inlinable @inline(__always) static func bits(_ mask: SIMDMask<SIMD16<Int8>>) -> UInt32 {
    #if arch(x86_64)
      return UInt32(
        truncatingIfNeeded: _mm_movemask_epi8(unsafeBitCast(mask, to: SIMD2<Int64>.self)))
    #else
      let words = unsafeBitCast(mask, to: SIMD2<UInt64>.self)
      return bits(UInt64(littleEndian: words[0])) | bits(UInt64(littleEndian: words[1])) &<< 8
    #endif
  }

  /// The bits of eight bytes, each of which has all its bits set or none.
  @inlinable @inline(__always) static func bits(_ bytes: UInt64) -> UInt32 {
    // The product moves each byte's bit to another place of the highest byte.
    UInt32(truncatingIfNeeded: ((bytes & 0x8040_2010_0804_0201) &* 0x0101_0101_0101_0101) &>> 56)
  }

  @inlinable @inline(__always)
  static func load(_ place: UnsafePointer<UInt8>, _ offset: Int = 0) -> SIMD16<Int8> {
    UnsafeRawPointer(place).loadUnaligned(fromByteOffset: offset, as: SIMD16<Int8>.self)
  }
}
