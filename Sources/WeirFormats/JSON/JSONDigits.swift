/// The decimal digits that a run of eight bytes begins with, taken all at once (Lemire 2018).
@usableFromInline struct JSONDigits {
  /// What each byte is as a digit; what stands behind the digits means nothing.
  private let digits: UInt64
  /// 0...8.
  let count: Int

  /// The eight bytes at `place` must be readable.
  @inline(__always) init(_ place: UnsafePointer<UInt8>) {
    digits = Self.word(place)
    count = Self.count(in: digits)
  }

  /// The number that the digits make; 0 without any.
  var value: UInt64 {
    @inline(__always) get { Self.number(digits << UInt64(64 &- 8 &* count)) }
  }

  /// The number that these eight digits make with fewer than eight that come behind them.
  @inline(__always) func value(followedBy rest: JSONDigits) -> UInt64 {
    let shift = UInt64(64 &- 8 &* rest.count)
    let high = digits << shift
    let low = rest.digits << shift | digits >> (64 &- shift)
    return Self.number(high) &* 100_000_000 &+ Self.number(low)
  }

  /// Where the digits of the number at `place` end, with those behind its point; nil when it has
  /// none, too many or a superfluous zero. Whether it goes on with an exponent is not looked at.
  ///
  /// 17 bytes at `place` must be readable.
  @inlinable @inline(__always)
  static func numberEnd(_ place: UnsafePointer<UInt8>) -> UnsafePointer<UInt8>? {
    var first = place
    var bytes = ByteMask.load(first)
    var others = othersThanDigits(bytes)
    if others & 1 != 0 {
      guard first.pointee == UInt8(ascii: "-") else { return nil }
      first += 1
      bytes = ByteMask.load(first)
      others = othersThanDigits(bytes)
    }
    let zeros: SIMDMask<SIMD16<Int8>> = bytes .== SIMD16<Int8>(repeating: 0x30)
    guard others & 1 == 0, others != 0, ByteMask.bits(zeros) & 1 == 0 || others & 2 != 0 else {
      return nil
    }
    let points: SIMDMask<SIMD16<Int8>> = bytes .== SIMD16<Int8>(repeating: 0x2E)
    let next = others & (0 &- others)
    guard ByteMask.bits(points) & next != 0 else { return first + others.trailingZeroBitCount }
    let rest = others ^ next
    guard rest != 0, rest & (next &<< 1) == 0 else { return nil }
    return first + rest.trailingZeroBitCount
  }

  /// The bits of the bytes that are no decimal digits.
  @inlinable @inline(__always) static func othersThanDigits(_ bytes: SIMD16<Int8>) -> UInt32 {
    // Moves the digits to the lowest numbers that there are.
    let moved = bytes &+ SIMD16<Int8>(repeating: 0x50)
    let others: SIMDMask<SIMD16<Int8>> = moved .> SIMD16<Int8>(repeating: -119)
    return ByteMask.bits(others)
  }

  @inline(__always) private static func word(_ place: UnsafePointer<UInt8>) -> UInt64 {
    UInt64(littleEndian: UnsafeRawPointer(place).loadUnaligned(as: UInt64.self))
      ^ 0x3030_3030_3030_3030
  }

  @inline(__always) private static func count(in word: UInt64) -> Int {
    // A byte above 9 gets its high bit; what carries over stands above the first such byte.
    let others = ((word &+ 0x7676_7676_7676_7676) | word) & 0x8080_8080_8080_8080
    return others.trailingZeroBitCount &>> 3
  }

  /// The number of eight digits, the first in the lowest byte.
  @inline(__always) private static func number(_ digits: UInt64) -> UInt64 {
    let pairs = (digits &* 10 &+ digits >> 8) & 0x00FF_00FF_00FF_00FF
    let fours = (pairs &* 100 &+ pairs >> 16) & 0x0000_FFFF_0000_FFFF
    return (fours &* 10_000 &+ fours >> 32) & 0xFFFF_FFFF
  }
}
