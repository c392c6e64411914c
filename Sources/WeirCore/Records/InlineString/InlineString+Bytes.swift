extension InlineString {
  /// The text's bytes as a collection.
  @inlinable @inline(__always) public var utf8: UTF8View { UTF8View(text: self) }

  /// The bytes of an inline text.
  @frozen
  public struct UTF8View: RandomAccessCollection, Sendable {
    @usableFromInline let text: InlineString

    @inlinable @inline(__always) init(text: InlineString) { self.text = text }

    @inlinable @inline(__always) public var startIndex: Int { 0 }
    @inlinable @inline(__always) public var endIndex: Int { text.utf8Count }

    @inlinable @inline(__always) public subscript(position: Int) -> UInt8 {
      // Unsigned, so that an index before the text is refused by the same comparison.
      precondition(
        UInt(bitPattern: position) < UInt(bitPattern: endIndex), "an index outside the text")
      let word = text.storage[unchecked: position &>> 3]
      return UInt8(truncatingIfNeeded: word &>> UInt64(truncatingIfNeeded: (position & 7) &* 8))
    }

    @inlinable @inline(__always)
    public func withContiguousStorageIfAvailable<Result>(
      _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
    ) rethrows -> Result? {
      try text.withUTF8(body)
    }
  }
}

extension FixedWidthInteger {
  /// The number that a text writes in decimal, with or without a sign; nil when it is none or does
  /// not fit. As from a `String`.
  @inlinable @inline(__always) public init?<let words: Int>(_ text: InlineString<words>) {
    if words > 0, Self.bitWidth >= 32, let number = text.shortNumber {
      self = Self(truncatingIfNeeded: number)
    } else {
      self.init(digits: text)
    }
  }

  @inlinable @inline(never) init?<let words: Int>(digits text: InlineString<words>) {
    let parsed: Self? = text.withUTF8 { utf8 in
      let sign = utf8.first
      let isNegative = sign == UInt8(ascii: "-")
      var index = isNegative || sign == UInt8(ascii: "+") ? 1 : 0
      guard index < utf8.count else { return nil }
      var number: Self = 0
      while index < utf8.count {
        let digit = utf8[index] &- UInt8(ascii: "0")
        guard digit <= 9 else { return nil }
        let (tens, isTooLarge) = number.multipliedReportingOverflow(by: 10)
        let (sum, isBeyond) =
          isNegative
          ? tens.subtractingReportingOverflow(Self(truncatingIfNeeded: digit))
          : tens.addingReportingOverflow(Self(truncatingIfNeeded: digit))
        guard !isTooLarge, !isBeyond else { return nil }
        number = sum
        index &+= 1
      }
      return number
    }
    guard let parsed else { return nil }
    self = parsed
  }
}

extension InlineString {
  /// The number that one to eight decimal digits write, side by side in the first word; nil for
  /// every other text.
  @inlinable @inline(__always) var shortNumber: UInt64? {
    let count = utf8Count
    guard count &- 1 < 8, count > 0 else { return nil }
    // The digits move to the word's end, with zeros before them.
    let padding: UInt64 = 0x3030_3030_3030_3030 >> UInt64(truncatingIfNeeded: 8 &* count)
    let digits = textWord(0) &<< UInt64(truncatingIfNeeded: 64 &- 8 &* count) | padding
    let beyondNine = digits &+ 0x0606_0606_0606_0606
    let (zeros, tens): (UInt64, UInt64) = (0x3030_3030_3030_3030, 0xF0F0_F0F0_F0F0_F0F0)
    guard ((digits ^ zeros) | (beyondNine ^ zeros)) & tens == 0 else { return nil }
    let ones = digits & 0x0F0F_0F0F_0F0F_0F0F
    let pairs = (ones &* 10 &+ ones &>> 8) & 0x00FF_00FF_00FF_00FF
    let quarters = (pairs &* 100 &+ pairs &>> 16) & 0x0000_FFFF_0000_FFFF
    return (quarters &* 10_000 &+ quarters &>> 32) & 0xFFFF_FFFF
  }
}
