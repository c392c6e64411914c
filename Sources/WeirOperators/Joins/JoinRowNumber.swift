/// How the rows of a ``JoinRowPool`` are named: by 31 bits.
@usableFromInline enum JoinRowNumber {
  /// The number of no row.
  @inlinable @inline(__always) static var none: UInt32 { 0x7fff_ffff }
  /// Beside a number: that the row has had a partner.
  @inlinable @inline(__always) static var matchedBit: UInt32 { 0x8000_0000 }
}
