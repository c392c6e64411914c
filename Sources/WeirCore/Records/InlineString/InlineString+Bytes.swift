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
      precondition(position < endIndex, "an index behind the end of the text")
      return text.bytes[position]
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
  @inlinable public init?<let capacity: Int>(_ text: InlineString<capacity>) {
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
