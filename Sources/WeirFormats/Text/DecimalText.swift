import WeirCore

/// Numbers as decimal text.
@usableFromInline enum DecimalText {
  /// 10⁰ … 10²², the powers of ten that a `Double` holds exactly.
  static let powersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]

  /// Appends a signed integer.
  @usableFromInline static func append(_ value: Int64, to buffer: ByteBuffer) {
    if value < 0 { buffer.append(UInt8(ascii: "-")) }
    append(value.magnitude, to: buffer)
  }

  /// Appends an unsigned integer.
  @usableFromInline static func append(_ value: UInt64, to buffer: ByteBuffer) {
    if value < 10 {
      buffer.append(UInt8(truncatingIfNeeded: value) &+ 48)
      return
    }
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 24) { digits in
      var position = 24
      var rest = value
      while rest >= 10 {
        let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
        position &-= 1
        digits[position] = UInt8(truncatingIfNeeded: digit) &+ 48
        rest = quotient
      }
      position &-= 1
      digits[position] = UInt8(truncatingIfNeeded: rest) &+ 48
      buffer.append(bytes: UnsafeRawBufferPointer(digits)[position..<24].rebased)
    }
  }

  /// Appends the shortest text that reads back as the same finite value.
  @usableFromInline static func append(_ value: Double, to buffer: ByteBuffer) {
    if let whole = Int64(exactly: value), whole.magnitude < 1 << 53,
      value.sign == .plus || whole < 0
    {
      append(whole, to: buffer)
      buffer.append(literal: ".0")
      return
    }
    append(text: value.description, to: buffer)
  }

  /// Appends the shortest text that reads back as the same finite value.
  @usableFromInline static func append(_ value: Float, to buffer: ByteBuffer) {
    append(text: value.description, to: buffer)
  }

  private static func append(text: String, to buffer: ByteBuffer) {
    var text = text
    text.withUTF8 { buffer.append(bytes: UnsafeRawBufferPointer($0)) }
  }
}

extension Slice<UnsafeRawBufferPointer> {
  var rebased: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: self) }
}
