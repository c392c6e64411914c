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

  /// Where the number at `place` ends, of up to 7 digits before and behind its point; nil when it
  /// is another one or none.
  @inlinable @inline(__always) static func numberEnd(
    _ place: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, readableEnd: UnsafePointer<UInt8>
  ) -> UnsafePointer<UInt8>? {
    guard readableEnd - place >= 18 else { return nil }
    let first = place.pointee == UInt8(ascii: "-") ? place + 1 : place
    let count = count(first)
    guard 1...7 ~= count, first.pointee != 48 || count == 1 else { return nil }
    var next = first + count
    if next.pointee == UInt8(ascii: ".") {
      let count = Self.count(next + 1)
      guard 1...7 ~= count else { return nil }
      next += count &+ 1
    }
    return next.pointee | 0x20 != 0x65 && next <= end ? next : nil
  }

  /// How many digits the eight bytes at `place` begin with.
  @inlinable @inline(__always) static func count(_ place: UnsafePointer<UInt8>) -> Int {
    count(in: word(place))
  }

  @inlinable @inline(__always) static func word(_ place: UnsafePointer<UInt8>) -> UInt64 {
    UInt64(littleEndian: UnsafeRawPointer(place).loadUnaligned(as: UInt64.self))
      ^ 0x3030_3030_3030_3030
  }

  @inlinable @inline(__always) static func count(in word: UInt64) -> Int {
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
