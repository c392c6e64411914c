import WeirCore

extension JSONValueDecoder {
  @inlinable @inline(__always) public mutating func decodeInt(bits: Int) throws -> Int64 {
    skipSpace()
    let place = cursor
    let (isNegative, magnitude) = try scanInteger()
    let limit = UInt64(1) &<< UInt64(truncatingIfNeeded: bits &- 1)
    guard magnitude < limit || (isNegative && magnitude == limit) else {
      throw outOfRange("int\(bits)", place)
    }
    let value = Int64(bitPattern: magnitude)
    return isNegative ? 0 &- value : value
  }

  @inlinable @inline(__always) public mutating func decodeUInt(bits: Int) throws -> UInt64 {
    skipSpace()
    let place = cursor
    let (isNegative, magnitude) = try scanInteger()
    guard !isNegative || magnitude == 0 else { throw outOfRange("uint\(bits)", place) }
    guard bits == 64 || magnitude < UInt64(1) &<< UInt64(truncatingIfNeeded: bits) else {
      throw outOfRange("uint\(bits)", place)
    }
    return magnitude
  }

  public mutating func decodeDouble() throws -> Double {
    skipSpace()
    let place = cursor
    let number = try scanNumber()
    if number.isExact, number.mantissa <= 1 << 53, abs(number.exponent) <= 22 {
      // Both operands are exact, so the one operation rounds correctly (Clinger 1990).
      let mantissa = Double(number.mantissa)
      let power = DecimalText.powersOfTen[abs(number.exponent)]
      let value = number.exponent < 0 ? mantissa / power : mantissa * power
      return number.isNegative ? -value : value
    }
    return try convert(from: place, "double")
  }

  public mutating func decodeFloat() throws -> Float {
    skipSpace()
    let place = cursor
    let number = try scanNumber()
    if number.isExact, number.mantissa <= 1 << 24, abs(number.exponent) <= 10 {
      let mantissa = Float(number.mantissa)
      let power = Float(DecimalText.powersOfTen[abs(number.exponent)])
      let value = number.exponent < 0 ? mantissa / power : mantissa * power
      return number.isNegative ? -value : value
    }
    return try convert(from: place, "float")
  }

  /// Converts the checked number between `place` and the cursor by the standard library, which
  /// rounds correctly and knows no locale.
  @inline(never) private func convert<Value: LosslessStringConvertible & BinaryFloatingPoint>(
    from place: UnsafePointer<UInt8>, _ type: String
  ) throws -> Value {
    let digits = UnsafeBufferPointer(start: place, count: cursor - place)
    let value = Value(String(decoding: digits, as: UTF8.self))
    guard let value, value.isFinite else { throw outOfRange(type, place) }
    return value
  }

  @usableFromInline @inline(never)
  func outOfRange(_ type: String, _ place: UnsafePointer<UInt8>) -> WeirError {
    let digits = UnsafeBufferPointer(start: place, count: min(40, cursor - place))
    return malformed("\(String(decoding: digits, as: UTF8.self)) does not fit \(type)", at: place)
  }

  /// Consumes an integer. One that does not fit 64 bits is refused.
  @usableFromInline mutating func scanInteger() throws -> (isNegative: Bool, magnitude: UInt64) {
    if let magnitude = scanPlainInteger() { return (false, magnitude) }
    return try scanAnyInteger()
  }

  /// Consumes an integer of 1 to 15 digits without sign; nil, with the cursor where it was, when it
  /// is another one or none.
  @inline(__always) private mutating func scanPlainInteger() -> UInt64? {
    guard readableEnd - cursor >= 17 else { return nil }
    let first = JSONDigits(cursor)
    var magnitude = first.value
    var count = first.count
    if count == 8 {
      let second = JSONDigits(cursor + 8)
      guard second.count < 8 else { return nil }
      count = 8 &+ second.count
      magnitude = first.value(followedBy: second)
    }
    let next = cursor[count]
    guard count > 0, cursor.pointee != 48 || count == 1, next != UInt8(ascii: "."),
      next | 0x20 != 0x65, cursor + count <= end
    else { return nil }
    cursor += count
    return magnitude
  }

  @inline(never)
  private mutating func scanAnyInteger() throws -> (isNegative: Bool, magnitude: UInt64) {
    let place = cursor
    let isNegative = cursor < end && cursor.pointee == UInt8(ascii: "-")
    if isNegative { cursor += 1 }
    let first = cursor
    var magnitude: UInt64 = 0
    var overflows = false
    var digits = first
    // 19 digits always fit.
    let safeEnd = end - first > 19 ? first + 19 : end
    while digits < safeEnd {
      let digit = digits.pointee &- 48
      guard digit <= 9 else { break }
      magnitude = magnitude &* 10 &+ UInt64(digit)
      digits += 1
    }
    while digits < end, digits >= safeEnd, digits.pointee &- 48 <= 9 {
      let (product, high) = magnitude.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(UInt64(digits.pointee &- 48))
      overflows = overflows || high || carry
      magnitude = sum
      digits += 1
    }
    cursor = digits
    try checkIntegerPart(from: first, place)
    if cursor < end, cursor.pointee == UInt8(ascii: ".") || cursor.pointee | 0x20 == 0x65 {
      cursor = place
      throw malformed("a number with a fraction or an exponent is no integer", at: place)
    }
    if overflows { throw outOfRange("64 bits", place) }
    return (isNegative, magnitude)
  }

  @inline(__always) private mutating func checkIntegerPart(
    from first: UnsafePointer<UInt8>, _ place: UnsafePointer<UInt8>
  ) throws {
    if cursor == first {
      if first > place { throw malformed("a minus sign without digits", at: place) }
      throw mismatch("a number")
    }
    if first.pointee == 48, cursor - first > 1 {
      throw malformed("a number must not start with a superfluous zero", at: place)
    }
  }

  /// Consumes a number of any kind.
  mutating func scanNumber() throws -> ScannedNumber {
    let place = cursor
    var number = ScannedNumber()
    if cursor < end, cursor.pointee == UInt8(ascii: "-") {
      number.isNegative = true
      cursor += 1
    }
    let first = cursor
    scanDigits(into: &number)
    try checkIntegerPart(from: first, place)
    if cursor < end, cursor.pointee == UInt8(ascii: ".") {
      cursor += 1
      let fraction = cursor
      scanDigits(into: &number)
      if cursor == fraction { throw malformed("a decimal point without digits", at: place) }
      number.exponent = -(cursor - fraction)
    }
    if cursor < end, cursor.pointee | 0x20 == 0x65 {
      cursor += 1
      number.exponent += try scanExponent(place)
    }
    return number
  }

  @inline(__always) private mutating func scanDigits(into number: inout ScannedNumber) {
    var mantissa = number.mantissa
    var digits = cursor
    while digits < end {
      let digit = digits.pointee &- 48
      guard digit <= 9 else { break }
      if mantissa < 100_000_000_000_000_000 {
        mantissa = mantissa &* 10 &+ UInt64(digit)
      } else {
        number.isExact = false
      }
      digits += 1
    }
    number.mantissa = mantissa
    cursor = digits
  }

  private mutating func scanExponent(_ place: UnsafePointer<UInt8>) throws -> Int {
    var isNegative = false
    if cursor < end, cursor.pointee == UInt8(ascii: "-") || cursor.pointee == UInt8(ascii: "+") {
      isNegative = cursor.pointee == UInt8(ascii: "-")
      cursor += 1
    }
    let first = cursor
    var exponent = 0
    while cursor < end {
      let digit = cursor.pointee &- 48
      guard digit <= 9 else { break }
      if exponent < 1_000_000 { exponent = exponent * 10 + Int(digit) }
      cursor += 1
    }
    if cursor == first { throw malformed("an exponent without digits", at: place) }
    return isNegative ? -exponent : exponent
  }
}

/// A number's digits as an integer, and the power of ten to multiply it by.
struct ScannedNumber {
  var isNegative = false
  var mantissa: UInt64 = 0
  var exponent = 0
  /// Whether `mantissa` holds all digits.
  var isExact = true
}
