import Weir

/// A type of texts that users' ids are kept in.
protocol TextKey: LoopKey {
  associatedtype UTF8View: Sequence<UInt8>
  var utf8: UTF8View { get }
  /// A text of so many bytes, written by `body`.
  static func text(
    ofLength length: Int, _ body: (UnsafeMutableBufferPointer<UInt8>) -> Void
  ) -> Self
}

extension TextKey {
  /// `user-` and 15 digits.
  @inline(__always)
  static func user(_ number: Int64) -> Self {
    text(ofLength: 20) { bytes in
      let number = UInt64(bitPattern: number)
      let isShort = number < 100_000_000
      let (high, low) =
        isShort ? (0, number) : number.quotientAndRemainder(dividingBy: 100_000_000)
      let first = isShort ? DecimalDigits.eightZeros : DecimalDigits.eight(high)
      let last = DecimalDigits.eight(low)
      let memory = UnsafeMutableRawPointer(bytes.baseAddress.unsafelyUnwrapped)
      memory.storeBytes(of: prefix | (first >> 8) << 40, as: UInt64.self)
      memory.storeBytes(of: first >> 32 | last << 32, toByteOffset: 8, as: UInt64.self)
      memory.storeBytes(
        of: UInt32(truncatingIfNeeded: last >> 32), toByteOffset: 16, as: UInt32.self)
    }
  }

  /// `user-`, the first letter lowest.
  @inline(__always) private static var prefix: UInt64 { 0x2D_7265_7375 }
}

extension String: TextKey {
  @inline(__always) static func text(
    ofLength length: Int, _ body: (UnsafeMutableBufferPointer<UInt8>) -> Void
  ) -> String {
    String(unsafeUninitializedCapacity: length) { bytes in
      body(bytes)
      return length
    }
  }
}

extension InlineString: TextKey {
  @inline(__always) static func text(
    ofLength length: Int, _ body: (UnsafeMutableBufferPointer<UInt8>) -> Void
  ) -> InlineString {
    InlineString { bytes in
      body(bytes)
      return length
    } ?? InlineString()
  }
}

/// Decimal digits, eight at a time in one word.
enum DecimalDigits {
  /// The eight digits of a number below 100,000,000 as ASCII, the first one lowest: halves, then
  /// quarters, then digits are divided side by side.
  @inline(__always)
  static func eight(_ number: UInt64) -> UInt64 {
    let halves = number / 10_000 | (number % 10_000) << 32
    let hundreds = ((halves &* 10_486) >> 20) & 0x0000_007F_0000_007F
    let quarters = hundreds | (halves &- 100 &* hundreds) << 16
    let tens = ((quarters &* 103) >> 10) & 0x000F_000F_000F_000F
    let digits = tens | (quarters &- 10 &* tens) << 8
    return digits | eightZeros
  }

  @inline(__always) static var eightZeros: UInt64 { 0x3030_3030_3030_3030 }
}
