import WeirCore

/// The bytes between the quotes of a JSON text, already checked.
@usableFromInline struct JSONSpan {
  @usableFromInline let start: UnsafePointer<UInt8>
  @usableFromInline let count: Int
  /// Whether escapes stand between the bytes.
  @usableFromInline let isEscaped: Bool

  @inlinable @inline(__always)
  init(start: UnsafePointer<UInt8>, count: Int, isEscaped: Bool) {
    self.start = start
    self.count = count
    self.isEscaped = isEscaped
  }
}

extension JSONValueDecoder {
  @inlinable @inline(__always)
  public mutating func decodeRawRepresentable<Value: FieldValue & RawRepresentable>(
    _ type: Value.Type
  ) throws -> Value where Value.RawValue: FieldValue {
    guard let memory, Value.RawValue.self == String.self, JSONRawValues.keeps(type),
      let text = shortText()
    else { return try decodeByRawValue(type) }
    if let value = memory.pointee.rawValues.find(type, text) {
      cursor += text.count &+ 2
      return value
    }
    let value = try decodeByRawValue(type)
    memory.pointee.rawValues.remember(value, text)
    return value
  }

  @inlinable public mutating func decodeString() throws -> String {
    skipSpace()
    let span = try scanString()
    if span.isEscaped { return unescapedString(span) }
    return String(
      decoding: UnsafeBufferPointer(start: span.start, count: span.count), as: UTF8.self)
  }

  @inlinable @inline(__always)
  public mutating func decodeText<Result>(
    _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
  ) throws -> Result {
    skipSpace()
    let span = try scanString()
    if span.isEscaped { return try unescaped(span).withUnsafeBufferPointer(body) }
    return try body(UnsafeBufferPointer(start: span.start, count: span.count))
  }

  @usableFromInline @inline(never) func unescapedString(_ span: JSONSpan) -> String {
    String(decoding: unescaped(span), as: UTF8.self)
  }

  /// Consumes a text with its quotes and checks every byte of it.
  @inlinable @inline(__always) mutating func scanString() throws -> JSONSpan {
    guard cursor < end, cursor.pointee == UInt8(ascii: "\"") else { throw mismatch("a text") }
    cursor += 1
    let first = cursor
    skipPlainText()
    guard cursor < end, cursor.pointee == UInt8(ascii: "\"") else {
      return try scanStringSlowly(from: first)
    }
    let span = JSONSpan(start: first, count: cursor - first, isEscaped: false)
    cursor += 1
    return span
  }

  /// Moves to the next byte that is a quote, a backslash, a control character or not ASCII.
  @inlinable @inline(__always) mutating func skipPlainText() {
    cursor = JSONText.plainEnd(cursor, end, readableEnd: readableEnd)
  }

  /// The bytes of a text of up to 15 that stands at the cursor without escapes and is ASCII; nil
  /// when it is another one, or may be.
  @inlinable @inline(__always) func shortText() -> ShortText? {
    guard readableEnd - cursor >= 17, cursor.pointee == UInt8(ascii: "\"") else { return nil }
    let bytes = ByteMask.load(cursor + 1)
    let marks = JSONText.marks(bytes)
    guard marks != 0 else { return nil }
    let count = marks.trailingZeroBitCount
    let closing = cursor + (count &+ 1)
    guard closing < end, closing.pointee == UInt8(ascii: "\"") else { return nil }
    let words = unsafeBitCast(bytes, to: SIMD2<UInt64>.self)
    let low = UInt64(littleEndian: words[0])
    if count < 8 { return ShortText(low: low & Self.below(count), high: 0, count: count) }
    let high = UInt64(littleEndian: words[1]) & Self.below(count &- 8)
    return ShortText(low: low, high: high, count: count)
  }

  /// The bits of the first `count` bytes of a word, at most 7.
  @inlinable @inline(__always) static func below(_ count: Int) -> UInt64 {
    (1 &<< UInt64(truncatingIfNeeded: 8 &* count)) &- 1
  }

  @usableFromInline @inline(never)
  mutating func scanStringSlowly(from first: UnsafePointer<UInt8>) throws -> JSONSpan {
    var isEscaped = false
    while cursor < end {
      switch cursor.pointee {
      case UInt8(ascii: "\""):
        let span = JSONSpan(start: first, count: cursor - first, isEscaped: isEscaped)
        cursor += 1
        return span
      case UInt8(ascii: "\\"):
        isEscaped = true
        try scanEscape()
      case ..<0x20:
        throw malformed("control character \(cursor.pointee) in a text must be escaped")
      case 0x80...:
        let length = UTF8Text.sequenceLength(cursor, end)
        guard length > 0 else { throw malformed("the text is not valid UTF-8") }
        cursor += length
      default:
        skipPlainText()
      }
    }
    throw malformed("the text has no closing quote")
  }

  /// Consumes one escape, with both halves of a surrogate pair.
  private mutating func scanEscape() throws {
    guard end - cursor >= 2 else { throw malformed("the text has no closing quote", at: end) }
    switch cursor[1] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
      UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      cursor += 2
    case UInt8(ascii: "u"):
      let unit = try hexUnit()
      switch unit {
      case 0xD800...0xDBFF:
        let pair = cursor
        cursor += 6
        guard end - cursor >= 2, cursor[0] == UInt8(ascii: "\\"), cursor[1] == UInt8(ascii: "u"),
          (0xDC00...0xDFFF).contains(try hexUnit())
        else { throw malformed("a high surrogate without its low one", at: pair) }
        cursor += 6
      case 0xDC00...0xDFFF: throw malformed("a low surrogate without its high one")
      default: cursor += 6
      }
    default: throw malformed("an unknown escape in a text")
    }
  }

  /// The four hexadecimal digits behind `\u` at the cursor, which stays.
  private func hexUnit() throws -> UInt32 {
    guard end - cursor >= 6 else { throw malformed("\\u needs four hexadecimal digits") }
    var unit: UInt32 = 0
    for index in 2..<6 {
      guard let digit = JSONText.hexDigit(cursor[index]) else {
        throw malformed("\\u needs four hexadecimal digits")
      }
      unit = unit << 4 | digit
    }
    return unit
  }

  /// The text of a checked span as UTF-8.
  @usableFromInline @inline(never) func unescaped(_ span: JSONSpan) -> [UInt8] {
    JSONText.unescaped(span.start, span.count)
  }
}
